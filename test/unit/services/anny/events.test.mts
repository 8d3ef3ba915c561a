import { eventOptions, sourceEvents, spellingsOf } from '../../../../services/anny/events.ts';

test('the events are in the order of their names, which n8n wants', () => {
	const names = eventOptions.map(({ name }) => name);
	expect(names).toEqual([...names].sort());
	expect(names).toHaveLength(18);
});

describe('the finalized invoice', () => {
	test('is asked for in both spellings first, then in each', () => {
		expect(spellingsOf(sourceEvents(['invoices.finalised', 'bookings.created']))).toEqual([
			['bookings.created', 'invoices.finalised', 'invoices.finalized'],
			['bookings.created', 'invoices.finalised'],
			['bookings.created', 'invoices.finalized'],
		]);
	});

	test('is not asked for where it was not chosen', () => {
		expect(spellingsOf(sourceEvents(['bookings.created']))).toEqual([['bookings.created']]);
	});
});

describe('a cancelled booking', () => {
	const chosen = ['bookings.cancelled'];

	test('is looked for in updated and deleted bookings', () => {
		expect(sourceEvents(chosen)).toEqual(['bookings.deleted', 'bookings.updated']);
		expect(sourceEvents([...chosen, 'bookings.updated', 'orders.created'])).toEqual([
			'bookings.deleted',
			'bookings.updated',
			'orders.created',
		]);
	});
});
