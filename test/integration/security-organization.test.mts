import { useWorld } from './support/world.mts';

const world = useWorld();

const organization = { mode: 'id', value: '101' };

test.each([
	['in a row', { sendQuery: true, queryParameters: { parameters: [{ name: 'o', value: '9' }] } }],
	['in JSON', { sendQuery: true, specifyQuery: 'json', jsonQuery: '{ "o": "9" }' }],
	['in the URL', { url: '/api/v1/customers?o=9' }],
])('Another organization %s is refused where the field names one', async (_, parameters) => {
	const { error } = await world.anny({ url: '/api/v1/customers', organization, ...parameters });
	expect(error?.message).toContain('names another "o"');
	expect(await world.requests('/api/v1/customers')).toHaveLength(0);
});

test('The same organization in the URL and in the field is no contradiction', async () => {
	const { error } = await world.anny({ url: '/api/v1/customers?o=101', organization });
	expect(error).toBeUndefined();
});

test('Without the field, the query may name an organization', async () => {
	const { error } = await world.anny({ url: '/api/v1/customers?o=101' });
	expect(error).toBeUndefined();
});
