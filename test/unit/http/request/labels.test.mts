import { labelOf } from '../../../../http/request/labels.ts';

test.each([
	['options.redirect.redirect.maxRedirects', 'Max Redirects'],
	['bookingId', 'Booking ID'],
	['options.concurrency', 'Requests at a Time'],
])('The parameter %s is called "%s" in messages, as the panel calls it', (name, label) => {
	expect(labelOf(name)).toBe(label);
});
