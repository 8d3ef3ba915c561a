import {
	describeError,
	fieldProblems,
	nonBlankText,
	readErrorText,
	retryAdvice,
	tryAgainIn,
	type ErrorDetails,
} from '../../../../http/errors/describe.ts';

const describeIt = (details: Partial<ErrorDetails>) =>
	describeError({
		problems: [],
		advice: undefined,
		correlationId: undefined,
		headers: {},
		...details,
	});

test('An error that says nothing has neither message nor description nor ID', () => {
	expect(describeIt({})).toEqual({
		message: undefined,
		description: undefined,
		correlationId: undefined,
	});
});

test('The message is the first problem; the description names the fields and ends with the advice', () => {
	const problems = [{ text: 'is wrong', field: 'email' }, { text: 'Too late!' }];
	expect(describeIt({ problems, advice: 'Try another.' })).toMatchObject({
		message: 'is wrong',
		description: 'email: is wrong.\nToo late!\nTry another.',
	});
});

test('A first problem without a field is not told a second time', () => {
	expect(describeIt({ problems: [{ text: 'No.' }] }).description).toBeUndefined();
});

test('The ID of the body goes before the ID of a header', () => {
	const headers = { 'X-Request-ID': ['of the header', 'again'] };
	expect(describeIt({ correlationId: 'of the body', headers }).correlationId).toBe('of the body');
	expect(describeIt({ headers }).correlationId).toBe('of the header');
});

test.each([
	['a blank text', '  ', undefined],
	['a text with spaces around it', ' x ', 'x'],
	['a number', 7, '7'],
	['an object', {}, undefined],
	['nothing', undefined, undefined],
])('Read as a text that is not blank, %s is %j', (_, value, text) => {
	expect(nonBlankText(value)).toBe(text);
});

test.each([
	['JSON that was sent as text', '{"a":1}', { a: 1 }],
	['the message in JSON that was cut off', '{"message":"No","x":{"y', 'No'],
	[
		'the title of a web page',
		'<html><title>502 Bad &amp; Ugly</title><p>x</p></html>',
		'502 Bad & Ugly',
	],
	['the text of a page without a title', '<p>Bad</p><p>Gateway</p>', 'Bad Gateway'],
	['nothing of an empty page', '<html></html>', undefined],
	['nothing of an empty text', '', undefined],
	['an object as it is', { a: 1 }, { a: 1 }],
])('What an error body says is %s', (_, body, text) => {
	expect(readErrorText(body)).toEqual(text);
});

test('The problems of a form are one for each message, with the name of the field', () => {
	expect(fieldProblems({ email: ['a', ' '], name: 'b', '': 'c', age: { x: 1 } })).toEqual([
		{ field: 'email', text: 'a' },
		{ field: 'name', text: 'b' },
		{ text: 'c' },
	]);
	expect(fieldProblems('no form')).toEqual([]);
});

test.each([
	[0, 'Try again in a moment.'],
	[1, 'Try again in 1 second.'],
	[1001, 'Try again in 2 seconds.'],
	[42_000, 'Try again in 42 seconds.'],
])('A delay of %d ms is told as "%s"', (delayMs, sentence) => {
	expect(tryAgainIn(delayMs)).toBe(sentence);
});

test('A Retry-After date is told by the clock of the server that sent it', () => {
	const headers = {
		date: 'Sun, 01 Mar 2026 12:00:00 GMT',
		'retry-after': 'Sun, 01 Mar 2026 12:00:10 GMT',
	};
	expect(retryAdvice(headers)).toBe('Try again in 10 seconds.');
	expect(retryAdvice({ date: headers.date })).toBe('');
});
