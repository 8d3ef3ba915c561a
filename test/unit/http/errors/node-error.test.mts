import { NetworkError, ResponseParseError } from '../../../../http/response/read.ts';
import { HttpStatusError } from '../../../../http/transport/retries.ts';
import { CredentialError } from '../../../../http/errors/credential-error.ts';
import { toNodeError } from '../../../../http/errors/node-error.ts';
import { InputError } from '../../../../http/errors/input-error.ts';
import { countRecords, toErrorItem } from '../../../../http/response/items.ts';
import { annyProfile } from '../../../../services/anny/profile.ts';

const node = {
	id: '1',
	name: 'Request',
	type: 'annyHttpRequest',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};
const told = (error: unknown) => toNodeError(error, node, 3, annyProfile, undefined);

test.each([
	['ECONNREFUSED', 'anny refused the connection'],
	['ECONNRESET', 'anny closed the connection before the answer was complete'],
	['ECONNABORTED', 'anny did not answer in time'],
	['ENOTFOUND', 'anny could not be found: its host name is unknown'],
	['EWHATEVER', 'No whole answer came from anny: words'],
])('%s is told as "%s"', (code, message) => {
	const error = told(new NetworkError('words', code));
	expect(error).toMatchObject({ name: 'NodeApiError', message, context: { itemIndex: 3 } });
	expect(error.description).toContain('A write is not repeated');
});

test.each([
	new InputError('what', 'what to do'),
	new CredentialError('what', 'what to do'),
	new ResponseParseError('what', 'what to do'),
])('%s keeps its words and gets the item', (error) => {
	const { message, description, context } = told(error);
	expect([message, description, context.itemIndex]).toEqual(['what', 'what to do', 3]);
});

test('an error status has the words of the service, its ID and how often it was sent', () => {
	const answer = {
		statusCode: 503,
		headers: { 'x-request-id': 'abc' },
		body: { errors: [{ detail: 'storEPERMission is away' }] },
		method: 'GET',
		path: '/x',
	};
	const error = told(new HttpStatusError(answer, 3));
	expect(error).toMatchObject({ httpCode: '503', message: 'storEPERMission is away' });
	expect(error.description).toContain('sent 3 times');
	expect(error.description).toContain("anny's request ID: abc");
});

test('nothing of an unknown error gets in but its message', () => {
	const leaky = Object.assign(new Error('words'), {
		config: { headers: { Authorization: 'Bearer hidden' } },
		response: { data: 'hidden' },
	});
	expect(JSON.stringify(told(leaky))).not.toContain('hidden');
});

test('the item of a failure has exactly the keys that n8n looks for', () => {
	const { json, pairedItem } = toErrorItem(told(new InputError('what', 'to do')), node, 3);
	expect(Object.keys(json)).toEqual(['error', 'details']);
	expect(json.error).toBe('what');
	expect(pairedItem).toEqual({ item: 3 });
	const swapped = toErrorItem(told(new InputError('what')), { ...node, typeVersion: 4.2 }, 3);
	expect(swapped.json.error).toMatchObject({ message: 'what' });
});

test.each([
	[[1, 2], 2],
	[{ items: [], total: 0 }, 0],
	[{ a: [1], b: [2] }, undefined],
	[{ a: 1 }, undefined],
	['text', undefined],
	[null, undefined],
])('%j holds %p records', (records, count) => {
	expect(countRecords(records)).toBe(count);
});
