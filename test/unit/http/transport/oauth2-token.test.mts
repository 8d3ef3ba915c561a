import {
	isFresh,
	isRenewalDue,
	tokenExpiresAtMs,
} from '../../../../http/transport/oauth2-token.ts';

test.each([
	[{ expiresAt: '2026-03-30T10:00:00+00:00' }, undefined, Date.UTC(2026, 2, 30, 10)],
	[{ expiresIn: 1440 }, 1_000, 1_000 + 24 * 3_600_000],
	[{ expires_in: '3600' }, 1_000, 1_000 + 3_600_000],
	[{ expiresIn: 1440 }, undefined, undefined],
	[{ n8n_expires_at: '1785000000000' }, undefined, 1_785_000_000_000],
	// Rounded to minutes, the service's own time is later than ours by less than one.
	[{ expiresIn: 1, expiresAt: '1970-01-01T00:00:01.001Z' }, 1_000, 1_001],
	[{ expiresIn: 1, expiresAt: '1970-01-01T00:00:01.000Z' }, 1_000, 61_000],
	[undefined, undefined, undefined],
])('the token data %j, issued at %s, expire at %s', (data, issuedAtMs, expiresAtMs) => {
	expect(tokenExpiresAtMs(data, issuedAtMs)).toBe(expiresAtMs);
});

const NOW = Date.UTC(2026, 2, 30, 10);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const inMs = (ms: number) => ({ expiresAt: new Date(NOW + ms).toISOString() });

test.each<[string, boolean, unknown, number | undefined]>([
	['that says nothing of its expiry', false, {}, undefined],
	['that is none', false, undefined, undefined],
	['that expires in an hour', false, inMs(HOUR), undefined],
	['that expires in just over a minute', false, inMs(MINUTE + 1), undefined],
	['that expires in a minute', true, inMs(MINUTE), undefined],
	['that expired long ago', true, inMs(-HOUR), undefined],
	[
		'that came a second ago and has expired by a clock that is wrong',
		false,
		inMs(-HOUR),
		NOW - SECOND,
	],
	['that came a minute ago and has expired', true, inMs(-HOUR), NOW - MINUTE],
	[
		'that came 59 minutes ago for an hour, and expires later by a clock that is wrong',
		true,
		{ ...inMs(HOUR), expires_in: 3600 },
		NOW - 59 * MINUTE,
	],
	[
		'that came a second ago for an hour, and has expired by a clock that is wrong',
		false,
		{ ...inMs(-HOUR), expires_in: 3600 },
		NOW - SECOND,
	],
	[
		'that lives for ten minutes and expires in one',
		true,
		{ ...inMs(MINUTE), expiresIn: 10 },
		undefined,
	],
	['that lives for less than ten minutes', false, { ...inMs(-HOUR), expires_in: 599 }, undefined],
])('A token %s is renewed before a request: %s', (_, isDue, tokenData, issuedAtMs) => {
	expect(isRenewalDue(tokenData, issuedAtMs, NOW)).toBe(isDue);
});

test.each<[string, boolean, unknown, number | undefined]>([
	['that another process got', false, {}, undefined],
	['that came a second ago', true, {}, NOW - SECOND],
	['that came a minute ago', false, {}, NOW - MINUTE],
	['that came a second ago for a second', false, { expires_in: 1 }, NOW - SECOND],
	[
		'that came seven seconds ago for six, in whole minutes one',
		false,
		{ ...inMs(-SECOND), expiresIn: 1 },
		NOW - 7 * SECOND,
	],
	[
		'that came a second ago for an hour, and has expired by a clock that is wrong',
		true,
		{ ...inMs(-HOUR), expiresIn: 60 },
		NOW - SECOND,
	],
])(
	'A token %s is too fresh to renew it when it is refused: %s',
	(_, fresh, tokenData, issuedAtMs) => {
		expect(isFresh(tokenData, issuedAtMs, NOW)).toBe(fresh);
	},
);
