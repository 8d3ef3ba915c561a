import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox/client.mts';
import { createUndo } from './cleanup.mts';
import {
	annyOAuth2Fields,
	annyTokenFields,
	anybillFields,
	credentialNames,
	type CredentialType,
} from './credential-fields.mts';
import { chosenN8nVersion, installN8n } from './n8n-install.mts';
import { startN8n, type N8n } from './n8n-process.mts';
import { N8nRest, type Item } from './n8n-rest.mts';
import { giveConsent } from './oauth-consent.mts';
import { buildPackage, installPackage, packPackage } from './package-tarball.mts';
import { silently, type RunStep } from './steps.mts';

export type CredentialIds = Record<CredentialType, string>;

export interface PreparedN8n {
	n8n: N8n;
	/** Logged in as the owner. */
	rest: N8nRest;
	sandbox: Sandbox;
	/** Ids of the saved credentials; the OAuth2 one is connected. */
	credentials: CredentialIds;
	/** Stops n8n and the sandbox and deletes what they kept. */
	stop(): Promise<void>;
}

export interface PrepareOptions {
	version?: string;
	port?: number;
	env?: Record<string, string>;
	/** A packed package; without one it is built, unless `PACKAGE_TARBALL` names one. */
	tarball?: string;
	/** How the steps are shown. */
	step?: RunStep;
}

/**
 * All that the demo, the tests and the benchmarks stand on: the sandbox, a real n8n with the packed
 * package installed as a user would, an owner, a credential of each type, consent given.
 */
export async function prepareN8n(options: PrepareOptions = {}): Promise<PreparedN8n> {
	const { version = chosenN8nVersion(), port, env, step = silently } = options;
	const undo = createUndo();
	const { stop } = undo;
	try {
		const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-anny-anybill-'));
		undo.push(() => rm(folder, { recursive: true, force: true }));

		await step(`n8n ${version} in the user's cache`, (report) => installN8n(version, report));

		const given = options.tarball ?? process.env.PACKAGE_TARBALL;
		const tarball =
			given ??
			(await step('The package, built and packed', async () => {
				await buildPackage();
				return await packPackage(folder);
			}));

		const sandbox = await step('The sandbox: anny and anybill on loopback', async () => {
			const started = await startSandbox();
			undo.push(() => started.stop());
			return started;
		});

		const n8n = await step('n8n, with the package installed in its nodes folder', async () => {
			await installPackage(folder, tarball);
			const started = await startN8n({ version, port, env, userFolder: folder });
			undo.push(() => started.stop());
			// n8n goes on without a package that it cannot load.
			const [complaint] = /Failed to load package.*\n.*/.exec(await started.log()) ?? [];
			if (complaint) throw new Error(complaint);
			return started;
		});

		const rest = new N8nRest(n8n.baseUrl);
		const credentials = await step('Three credentials; OAuth2 consent given', async () => {
			await rest.login();
			const ids = await createCredentials(rest, sandbox);
			await giveConsent(rest, ids.annyCustomOAuth2Api);
			return ids;
		});

		return { n8n, rest, sandbox, credentials, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** Saves one credential of each type for the sandbox. */
async function createCredentials(rest: N8nRest, sandbox: Sandbox): Promise<CredentialIds> {
	const { urls } = sandbox;
	const known = await sandbox.known();
	const save = async (type: CredentialType, fields: Item) =>
		(await rest.createCredential(credentialNames[type], type, fields)).id;
	return {
		annyTokenApi: await save('annyTokenApi', annyTokenFields(urls, known)),
		annyCustomOAuth2Api: await save('annyCustomOAuth2Api', annyOAuth2Fields(urls, known)),
		anybillRopcApi: await save('anybillRopcApi', anybillFields(urls, known)),
	};
}
