import type { IVersionedNodeType } from 'n8n-workflow';
import { expectedAt } from '../differences.mts';
import { versionsOf, type NamedCase } from './case.mts';
import { loadBuiltIn } from './oracle.mts';
import { Playback } from './playback.mts';
import { runBuiltIn, runOurs } from './run.mts';

/**
 * Runs workflows made for n8n's HTTP Request node twice in n8n's own engine: as they are, and with
 * nothing changed but the type of that node. Whatever n8n's node does is what ours has to do, at every
 * version, unless `differences.mts` says otherwise.
 */
export function compareSideBySide(cases: NamedCase[]): void {
	const playback = new Playback();
	let builtIn: IVersionedNodeType;

	beforeAll(async () => {
		builtIn = await loadBuiltIn();
		await playback.start();
	});
	afterAll(() => playback.stop());

	describe('A workflow whose node type is swapped does what it did, or what docs/parity.md says, with', () => {
		test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
			for (const version of versionsOf(one)) {
				const before = await runBuiltIn(one, version, playback, builtIn);
				const after = await runOurs(one, version, playback);
				const expected = expectedAt(one, version);
				if (!expected) {
					expect({ version, ...after }).toEqual({ version, ...before });
					continue;
				}
				const { at: _versions, ...ours } = playback.address(expected);
				expect({ version, ...after }).not.toEqual({ version, ...before });
				expect({ version, ...after }).toMatchObject({ version, ...ours });
			}
		});
	});
}
