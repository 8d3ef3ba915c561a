import { annyCredentialType, annyProfile } from '../../../../services/anny/profile.ts';
import { readerOf } from '../../support/reader.mts';

const booking = { type: 'bookings', id: '1', attributes: { status: 'open' } };
const flat = { id: '1', type: 'bookings', status: 'open' };

test.each([
	['a list', { data: [booking], meta: {} }, [booking], [flat]],
	['one resource', { data: booking }, booking, flat],
	['plain JSON with a list', { data: [{ x: 1 }] }, [{ x: 1 }], [{ x: 1 }]],
	['plain JSON without data', { x: 1 }, { x: 1 }, { x: 1 }],
	['a bare list', [{ x: 1 }], [{ x: 1 }], [{ x: 1 }]],
	['a text', 'x', 'x', 'x'],
])('The records of %s come out of their envelope, flat where wanted', (_, body, whole, simple) => {
	expect(annyProfile.records(body, { simplify: false })).toEqual(whole);
	expect(annyProfile.records(body, { simplify: true })).toEqual(simple);
});

test.each([
	[{}, 'annyTokenApi'],
	[{ authentication: 'apiToken' }, 'annyTokenApi'],
	[{ authentication: 'oAuth2' }, 'annyCustomOAuth2Api'],
	[
		{ authentication: 'predefinedCredentialType', nodeCredentialType: 'annyCustomOAuth2Api' },
		'annyCustomOAuth2Api',
	],
	[{ authentication: 'predefinedCredentialType' }, 'annyTokenApi'],
])('The parameters %j choose the credential %s', (parameters, type) => {
	expect(annyCredentialType(readerOf(parameters))).toBe(type);
});
