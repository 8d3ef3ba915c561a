import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/client.mts';
import type { Verdict } from '../scripts/checks/check.mts';
import { onCleanUp } from './cleanup.mts';
import {
	annyOAuth2Fields,
	annyTokenFields,
	anybillFields,
	credentialNames,
	type CredentialType,
} from './credential-fields.mts';
import { complaint, connectedExamples } from './examples.mts';
import { startN8n } from './n8n-process.mts';
import { N8nRest, type Item } from './n8n-rest.mts';
import { giveConsent } from './oauth-consent.mts';
import { installPackage } from './package-tarball.mts';
import type { ServicePackage } from './service-packages.mts';
import type { Workflow } from './workflow.mts';

/** Runs all examples in an n8n that has the packages of one service, and not the main one. */
export async function serviceDemo(packages: ServicePackage[]): Promise<Verdict> {
	const userFolder = await mkdtemp(join(tmpdir(), 'n8n-services-'));
	const offCleanUp = onCleanUp(() => rm(userFolder, { recursive: true, force: true }));
	for (const { tarball } of packages) await installPackage(userFolder, tarball);
	const sandbox = await startSandbox();
	const n8n = await startN8n({ userFolder });
	try {
		const rest = new N8nRest(n8n.baseUrl);
		await rest.login();
		const { urls } = sandbox;
		const known = await sandbox.known();
		const save = async (type: CredentialType, fields: Item) =>
			(await rest.createCredential(credentialNames[type], type, fields)).id;
		const credentials = {
			annyTokenApi: await save('annyTokenApi', annyTokenFields(urls, known)),
			annyCustomOAuth2Api: await save('annyCustomOAuth2Api', annyOAuth2Fields(urls, known)),
			anybillRopcApi: await save('anybillRopcApi', anybillFields(urls, known)),
		};
		await giveConsent(rest, credentials.annyCustomOAuth2Api);

		const owners = await nodeOwners(rest, packages);
		const examples = await connectedExamples({ rest, sandbox, credentials });
		const problems: string[] = [];
		for (const { file, workflow, expected } of examples) {
			const items = await rest.runWorkflow(movedTo(owners, workflow)).catch(asMessage);
			const problem = typeof items === 'string' ? items : complaint(items, expected);
			if (problem) problems.push(`${file}: ${problem}`);
		}
		return { problems, note: `${examples.length} examples, n8n ${n8n.version}` };
	} finally {
		await n8n.stop();
		await sandbox.stop();
		await rm(userFolder, { recursive: true, force: true });
		offCleanUp();
	}
}

/** Which package each of our nodes comes from: `annyHttpRequest` → `n8n-nodes-anny-http`. */
async function nodeOwners(rest: N8nRest, packages: ServicePackage[]) {
	const types = (await rest.nodeTypes()).map(({ name }) => name.split('.'));
	const own = types.filter(([owner]) => packages.some(({ name }) => name === owner));
	return new Map(own.map(([owner, node]) => [node, owner]));
}

/** The workflow with our nodes taken from those packages. */
function movedTo(owners: Map<string, string>, workflow: Workflow): Workflow {
	const nodes = workflow.nodes.map((node) => {
		const name = node.type.split('.').at(-1) ?? '';
		const owner = owners.get(name);
		return owner ? { ...node, type: `${owner}.${name}` } : node;
	});
	return { ...workflow, nodes };
}

const asMessage = (error: unknown): string => (error as Error).message;
