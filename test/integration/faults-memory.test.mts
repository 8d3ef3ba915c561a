import { execa } from 'execa';
import type { FaultName } from '../../sandbox/types.mts';
import type { Job } from './support/engine.mts';
import { World } from './support/world.mts';

/** What a response may cost that is made to cost much, measured in a process of its own. */
let world: World;
beforeAll(async () => {
	world = await World.begin();
}, 60_000);
afterAll(() => world.sandbox.stop());

async function grownBy(jobs: Job[]): Promise<{ messages: string[]; grown: number }> {
	const support = `${process.cwd()}/test/integration/support`;
	const flags = ['--expose-gc', '--experimental-transform-types', '--no-warnings'];
	const { stdout } = await execa(
		process.execPath,
		[...flags, '--import', `${support}/typescript.mjs`, `${support}/memory-child.mts`],
		{ input: JSON.stringify(jobs), timeout: 100_000 },
	);
	return JSON.parse(stdout.trim().split('\n').at(-1) as string) as never;
}

interface Case {
	name: string;
	fault: FaultName;
	service: 'anny' | 'anybill';
	path: string;
	message: RegExp;
	/** In MB, of the 1,024 or 10 that were sent. */
	most: number;
}

const cases: Case[] = [
	{
		name: 'a gzip bomb of 1 GB',
		fault: 'gzip-bomb',
		service: 'anny',
		path: '/api/v1/bookings',
		message: /more than 64 MiB of JSON/,
		most: 200,
	},
	{
		name: 'a gzip bomb of 1 GB at the token endpoint',
		fault: 'gzip-bomb',
		service: 'anybill',
		path: '/ad.anybill.de/',
		message: /no usable access token/,
		most: 100,
	},
	{
		name: 'an error page of 10 MB',
		fault: 'big-error-page',
		service: 'anny',
		path: '/api/v1/bookings',
		message: /500/,
		most: 100,
	},
];

test.each(cases)(
	'$name costs at most $most MB of memory',
	async ({ fault, service, path, message, most }) => {
		await world.sandbox.faults([{ service, path, fault, times: 'always' }]);
		const url = service === 'anny' ? path : '/api/v3/store';
		const warmUp = world.job('anny', { url: '/api/v1/customers' });
		const bad = world.job(service, { url });
		const { messages, grown } = await grownBy([warmUp, bad, bad, bad]);
		for (const text of messages) expect(text).toMatch(message);
		expect(grown).toBeLessThan(most);
	},
	120_000,
);
