import type { ErrorShape } from '../../sandbox/types.mts';
import { useWorld, jsonOf, numbered } from './support/world.mts';
import { at, only } from '../support/elements.mts';

const world = useWorld();

const services = ['anny', 'anybill'] as const;
const base = { anny: '/api/v1/sandbox', anybill: '/api/v3/sandbox' };

/** All that an error shows, as text. */
const shown = (error: unknown) =>
	JSON.stringify(error, (key, value: unknown) => (key === 'node' ? undefined : value));

describe.each(services)('%s', (service) => {
	const words = 'The sandbox was asked to respond with 418.';

	test.each<[ErrorShape, string]>([
		['jsonapi', words],
		['message', words],
		['fields', 'The given data was invalid.'],
		['title', words],
		['error', words],
		['string', words],
		['text', words],
		['problem', words],
		['truncated', words],
		['html', '418'],
		['empty', `${service} responded with status 418`],
		['binary', `${service} responded with status 418`],
		['big', '418'],
	])('puts an error body of the kind "%s" into words', async (shape, message) => {
		// Problem details have a title only to go by, and JSON:API is anny's alone.
		if (service === 'anybill' && (shape === 'title' || shape === 'jsonapi')) return;
		const url = `${base[service]}/status/418?shape=${shape}`;
		const { error } = await world[service]({ url });
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '418' });
		expect(error?.message).toContain(message);
		expect(error?.context).toMatchObject({ itemIndex: 0 });
		expect(shown(error).length).toBeLessThan(5000);
	});

	test('names the wrong field of a request that was refused with 422', async () => {
		const url = `${base[service]}/status/422?shape=fields`;
		const { error } = await world[service]({ url });
		expect(error?.description).toContain('email: The email must be a valid email address.');
	});

	test('stops the workflow at the first failed item and gives its number', async () => {
		const url = `=${base[service]}/status/{{ $json.n === 2 ? 404 : 200 }}`;
		const { error, items } = await world[service](
			{ url, options: { concurrency: 1 } },
			{ items: numbered(5) },
		);
		expect(error).toMatchObject({ httpCode: '404', context: { itemIndex: 2 } });
		expect(items).toEqual([]);
		// Nothing is sent any more once it is known that the workflow stops.
		expect(await world.requests('/', service)).toHaveLength(3);
	});

	test('puts the error in place of a failed item where the node continues on errors', async () => {
		const url = `=${base[service]}/status/{{ $json.n === 1 ? 404 : 200 }}?shape=message`;
		const { items, error } = await world[service](
			{ url },
			{ items: numbered(3), onError: 'continueRegularOutput' },
		);
		expect(error).toBeUndefined();
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(at(items, 1).json).toEqual({
			error: 'The sandbox was asked to respond with 404.',
			details: {
				message: 'The sandbox was asked to respond with 404.',
				description: expect.any(String),
				httpCode: '404',
				body: { message: 'The sandbox was asked to respond with 404.' },
				context: { itemIndex: 1 },
			},
		});
		expect(at(items, 0).json).not.toHaveProperty('error');
	});

	test('sends failed items alone to the error output, together with their input', async () => {
		const url = `=${base[service]}/status/{{ $json.n % 2 ? 404 : 200 }}?shape=message`;
		const { items, errorItems } = await world[service](
			{ url },
			{ items: numbered(4), onError: 'continueErrorOutput' },
		);
		expect(items).toHaveLength(2);
		expect(jsonOf(errorItems)).toEqual(
			[1, 3].map((n) =>
				expect.objectContaining({
					n,
					error: 'The sandbox was asked to respond with 404.',
					details: expect.objectContaining({ httpCode: '404' }),
				}),
			),
		);
	});

	test('keeps of an error page of 10 MB no more than its beginning in the failed item', async () => {
		const { items } = await world[service](
			{ url: `${base[service]}/status/404?shape=big` },
			{ onError: 'continueRegularOutput' },
		);
		const { body } = only(items).json.details as { body: string };
		expect(body).toMatch(/^<.*x…$/s);
		expect(JSON.stringify(only(items)).length).toBeLessThan(15_000);
	});

	test('gives an error as an object in a node that was an HTTP Request node', async () => {
		const { items } = await world[service](
			{ url: `${base[service]}/status/404?shape=message` },
			{ typeVersion: 4.2, onError: 'continueRegularOutput' },
		);
		expect(only(items).json.error).toMatchObject({
			message: 'The sandbox was asked to respond with 404.',
			httpCode: '404',
		});
	});

	test('sends the other items where the parameters of one are wrong', async () => {
		const { items, errorItems } = await world[service](
			{ url: `={{ $json.n === 1 ? '' : '${base[service]}/echo' }}` },
			{ items: numbered(3), onError: 'continueErrorOutput' },
		);
		expect(items).toHaveLength(2);
		expect(only(errorItems).json).toMatchObject({ n: 1, error: 'The URL is empty' });
	});

	test.each(['status', 'unauthorized'] as const)(
		'shows no secret in an error (fault: %s)',
		async (fault) => {
			await world.sandbox.faults([
				{ service, path: base[service], fault, code: 400, times: 'always' },
			]);
			const { error, run } = await world[service]({ url: `${base[service]}/echo` });
			expect(error).toBeDefined();
			const secrets = await world.sandbox.secrets();
			const everything = JSON.stringify(run.data.resultData);
			expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
		},
	);
});

test("an error of anny tells anny's request ID", async () => {
	const { error } = await world.anny({ url: '/api/v1/bookings/nowhere' });
	expect(error?.description).toMatch(/anny's request ID: [\w-]+/);
});

test('a 403 of anybill names the scope that is missing and those that the token has', async () => {
	const { error } = await world.anybill({ method: 'POST', url: '/v3/user' });
	expect(error).toMatchObject({ httpCode: '403' });
	expect(error?.description).toContain('https://ad.anybill.de/partner-platform/user');
	expect(error?.description).toContain('https://ad.anybill.de/vendor/bill');
});

test('a 403 of anny names the scope that is missing', async () => {
	const known = await world.sandbox.known();
	const narrow = { ...world.credentials.annyTokenApi, accessToken: known.anny.apiTokens.narrow };
	const { error } = await world.anny(
		{ url: '/api/v1/customers' },
		{ credentials: { annyTokenApi: narrow } },
	);
	expect(error).toMatchObject({ httpCode: '403' });
	expect(error?.description).toContain('b.customers:*');
});

test("anny's field errors carry the pointer to the field", async () => {
	const { error } = await world.anny({
		method: 'POST',
		url: '/api/v1/customers',
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '{"data":{"type":"customers","attributes":{}}}',
	});
	expect(error).toMatchObject({ httpCode: '422' });
	expect(error?.description).toContain('email: ');
});
