import { startSandbox, type Sandbox } from '../sandbox/client.mts';
import { startTogether } from './cleanup.mts';
import {
	annyOAuth2Fields,
	annyTokenFields,
	anybillFields,
	credentialNames,
	type CredentialType,
} from './credential-fields.mts';
import { installN8n } from './n8n-install.mts';
import { startN8n, type N8n } from './n8n-process.mts';
import { N8nRest, type Item } from './n8n-rest.mts';
import { chosenN8n } from './n8n-versions.mts';
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
	/** Packed packages; without them ours is built, unless `PACKAGE_TARBALL` names it. */
	tarballs?: string[];
	/** How the steps are shown. */
	step?: RunStep;
}

/**
 * All that the demo, the tests and the benchmarks stand on: the sandbox, a real n8n with the packed
 * package installed as a user would, an owner, a credential of each type, consent given.
 */
export async function prepareN8n(options: PrepareOptions = {}): Promise<PreparedN8n> {
	const { version = chosenN8n(), port, env = {}, step = silently } = options;
	return await startTogether(async (cleanUp) => {
		const userFolder = await cleanUp.temporaryFolder('n8n-nodes-anny-anybill-');

		await step(`n8n ${version} in the user's cache`, (report) => installN8n(version, report));

		const tarballs = options.tarballs ?? [await packedPackage(userFolder, step)];

		const sandbox = await step('The sandbox: anny and anybill on loopback', () => startSandbox());
		cleanUp.defer(() => sandbox.stop());

		const n8n = await step('n8n, with the package installed in its nodes folder', async () => {
			for (const tarball of tarballs) await installPackage(userFolder, tarball);
			return await startN8n({ version, port, env, userFolder });
		});
		cleanUp.defer(() => n8n.stop());
		// n8n goes on without a package that it cannot load.
		const [complaint] = /Failed to load package.*\n.*/.exec(await n8n.log()) ?? [];
		if (complaint) throw new Error(complaint);

		const rest = new N8nRest(n8n.baseUrl);
		const credentials = await step('Three credentials; OAuth2 consent given', async () => {
			await rest.login();
			const ids = await createCredentials(rest, sandbox);
			await giveConsent(rest, ids.annyCustomOAuth2Api);
			return ids;
		});

		return { n8n, rest, sandbox, credentials };
	});
}

async function packedPackage(folder: string, step: RunStep): Promise<string> {
	const { PACKAGE_TARBALL } = process.env;
	if (PACKAGE_TARBALL) return PACKAGE_TARBALL;
	return await step('The package, built and packed', async () => {
		await buildPackage();
		return await packPackage(folder);
	});
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
