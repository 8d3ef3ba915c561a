import { textOfMarkup } from '../../../../http/errors/markup.ts';

test.each([
	['<!doctype html><title>502 Bad Gateway</title><p>nginx', '502 Bad Gateway'],
	['<html><head><title lang="en">A &amp; B</title></head>', 'A & B'],
	['<p>One</p><script>var x = "<b>";</script><style>a{}</style><!-- <p> --><b>two</b>', 'One two'],
	['<p>cut off <b', 'cut off'],
])('The page %s is told as "%s"', (page, text) => {
	expect(textOfMarkup(page).replace(/\s+/g, ' ').trim()).toBe(text);
});

test.each(['<', '<!--', '<title', '<script', '</', '<a '])(
	'A page of nothing but "%s" is read in a time that grows with its length',
	(piece) => {
		// indexOf is the only thing that looks ahead: it is counted, since clocks are no measure.
		const count = (pieces: number) => {
			const searches = jest.spyOn(String.prototype, 'indexOf');
			textOfMarkup(piece.repeat(pieces));
			const { length } = searches.mock.calls;
			searches.mockRestore();
			return length;
		};
		expect(count(4_000)).toBeLessThanOrEqual(2 * count(2_000) + 10);
	},
);
