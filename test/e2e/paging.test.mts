import { credentialNames } from '../../harness/credential-fields.mts';
import { chain } from '../../harness/workflow.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const { rest, sandbox, credentials } = sharedN8n();

const BOOKINGS = 10_000;

afterAll(() => sandbox.reset({ keepTokens: true }));

test(`${BOOKINGS} bookings, each response 50 ms late, come complete and in order`, async () => {
	await sandbox.settings({ data: { bookings: BOOKINGS }, latencyMs: { anny: 50 } });
	const { annyTokenApi: id } = credentials;
	const deployed = await rest.deploy(
		chain(
			'All bookings',
			{
				type: 'n8n-nodes-anny-anybill.annyHttpRequest',
				parameters: {
					url: '/api/v1/bookings',
					sendQuery: true,
					queryParameters: { parameters: [{ name: 'fields[bookings]', value: 'number' }] },
					simplify: true,
					options: { pagination: { pagination: { paginationMode: 'automatic' } } },
				},
				credentials: { annyTokenApi: { id, name: credentialNames.annyTokenApi } },
			},
			// Ten thousand items would make a long response of the webhook.
			{
				type: 'n8n-nodes-base.aggregate',
				parameters: { fieldsToAggregate: { fieldToAggregate: [{ fieldToAggregate: 'number' }] } },
			},
		),
	);
	const started = performance.now();
	const [aggregate] = await deployed.run();
	const seconds = (performance.now() - started) / 1000;
	expect(aggregate?.number).toEqual(
		Array.from({ length: BOOKINGS }, (_, index) => `B-${index + 1}`),
	);
	const { requests, maxInFlight } = (await sandbox.counters()).anny;
	const pages = requests['GET /api/v1/bookings'];
	console.log(
		`${BOOKINGS} bookings in ${seconds.toFixed(1)} s, ${pages} pages, ${maxInFlight} at a time`,
	);
	expect(maxInFlight).toBeLessThanOrEqual(20);
});
