import { SCOPES, scopeProblem, scopesOf } from '../../../../services/anybill/scopes.ts';

const VENDOR = 'https://ad.anybill.de/vendor';
const PARTNER = 'https://ad.anybill.de/partner-platform';

test('picked and typed scopes come together, each once', () => {
	const typed = `${VENDOR}/store, ${VENDOR}/extra\n${VENDOR}/bill`;
	expect(scopesOf([`${VENDOR}/bill`, `${VENDOR}/store`], typed)).toEqual([
		`${VENDOR}/bill`,
		`${VENDOR}/store`,
		`${VENDOR}/extra`,
	]);
});

test('the scopes of the protocol are dropped from those that were chosen', () => {
	expect(scopesOf(['openid', `${VENDOR}/bill`], 'offline_access')).toEqual([`${VENDOR}/bill`]);
});

test.each([
	[undefined, undefined],
	[null, ''],
	[[], '  '],
	[[5, null], {}],
])('an empty or unusable entry gives no scope: %p, %p', (picked, typed) => {
	expect(scopesOf(picked, typed)).toEqual([]);
	expect(scopeProblem([])).toBe('No scope is chosen');
});

test.each([
	[[`${VENDOR}/bill`, `${VENDOR}/store`]],
	[[`${PARTNER}/user`, `${PARTNER}/onboarding`]],
	[['something-else']],
])('scopes of one family are accepted: %p', (scopes) => {
	expect(scopeProblem(scopes)).toBeUndefined();
});

test('scopes of two families are refused by name', () => {
	expect(scopeProblem([`${VENDOR}/bill`, `${PARTNER}/user`])).toBe(
		`Scopes of different families cannot be mixed: ${VENDOR} and ${PARTNER}`,
	);
});

test('every scope on the list is offered once, under the family that it belongs to', () => {
	const values = SCOPES.map(({ value }) => String(value));
	expect(new Set(values).size).toBe(values.length);
	for (const { name, value } of SCOPES) {
		const family = name.startsWith('Vendor: ') ? VENDOR : PARTNER;
		expect(value).toBe(`${family}/${(name.split(': ')[1] ?? '').toLowerCase()}`);
	}
});
