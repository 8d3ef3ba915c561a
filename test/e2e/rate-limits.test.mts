import { credentialNames } from '../../harness/credential-fields.mts';
import { chain, type Workflow } from '../../harness/workflow.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const { rest, sandbox, credentials } = sharedN8n();

// anny's documented 400 reads in 60 s, at a tenth. RATE_LIMIT_READS=1000 makes it a long run.
const limits = { reads: 40, windowSeconds: 6 };
const READS = Number(process.env.RATE_LIMIT_READS ?? 200);
const IDENTICAL = 40;

beforeEach(() => sandbox.reset({ keepTokens: true }));
afterAll(() => sandbox.reset({ keepTokens: true }));

/** One request for each of the items. */
function reads(name: string, url: string): Workflow {
	const { annyTokenApi: id } = credentials;
	return chain(
		name,
		{
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'body.items', options: {} },
		},
		{
			type: 'n8n-nodes-anny-anybill.annyHttpRequest',
			parameters: { url, options: {} },
			credentials: { annyTokenApi: { id, name: credentialNames.annyTokenApi } },
		},
	);
}

const items = (count: number) => ({ items: Array.from({ length: count }, (_, n) => ({ n })) });

/** Prints how close a burst came to the least time that a limit allows; a busy machine takes longer. */
function report(what: string, seconds: number, least: number): void {
	const ratio = (seconds / least).toFixed(3);
	console.log(`${what}: ${seconds.toFixed(1)} s, at least ${least} s, ratio ${ratio}`);
}

test(`${READS} reads under a limit of ${limits.reads} in ${limits.windowSeconds} s: all succeed, in order`, async () => {
	const deployed = await rest.deploy(reads('Reads', '=/api/v1/sandbox/echo?n={{ $json.n }}'));
	// The webhook is called while it is being registered: that must not count.
	await deployed.run(items(1));
	await sandbox.settings({ limits });
	const started = performance.now();
	const output = await deployed.run(items(READS));
	const seconds = (performance.now() - started) / 1000;
	expect(output.map(({ rawQuery }) => rawQuery)).toEqual(
		Array.from({ length: READS }, (_, n) => `n=${n}`),
	);
	const windows = Math.ceil(READS / limits.reads) - 1;
	report(`${READS} reads`, seconds, windows * limits.windowSeconds);
}, 600_000);

test(`${IDENTICAL} identical reads, 4 a second allowed: all succeed`, async () => {
	const deployed = await rest.deploy(reads('Identical reads', '/api/v1/sandbox/echo'));
	await deployed.run(items(1));
	await sandbox.settings({ limits: { identicalPerSecond: 4 } });
	const started = performance.now();
	const output = await deployed.run(items(IDENTICAL));
	const seconds = (performance.now() - started) / 1000;
	expect(output).toHaveLength(IDENTICAL);
	report(`${IDENTICAL} identical reads`, seconds, Math.ceil(IDENTICAL / 4) - 1);
});
