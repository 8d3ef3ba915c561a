import { Sandbox } from '../../sandbox/client.mts';
import type { Addresses } from '../../sandbox/types.mts';
import { N8nRest, type Session } from '../../harness/n8n-rest.mts';
import type { CredentialIds, PreparedN8n } from '../../harness/prepared-n8n.mts';

/** The n8n that all test files of a run share, as a test file sees it. */
export interface SharedN8n {
	/** Logged in as the owner. */
	rest: N8nRest;
	sandbox: Sandbox;
	credentials: CredentialIds;
	version: string;
	userFolder: string;
	logFile: string;
}

interface HandedOver extends Pick<SharedN8n, 'credentials' | 'version' | 'userFolder' | 'logFile'> {
	session: Session;
	urls: Addresses;
}

const variable = 'SHARED_N8N';

/** Leaves word for the test files; jest copies the environment into their processes. */
export function handOver({ n8n, rest, sandbox, credentials }: PreparedN8n): void {
	const { version, userFolder, logFile } = n8n;
	const session = rest.session();
	const { urls } = sandbox;
	const word: HandedOver = { session, urls, credentials, version, userFolder, logFile };
	process.env[variable] = JSON.stringify(word);
}

/** The n8n and the sandbox of this run. */
export function sharedN8n(): SharedN8n {
	const word = process.env[variable];
	if (!word) throw new Error('Only tests of the kinds e2e and browser have a shared n8n');
	const { session, urls, ...rest } = JSON.parse(word) as HandedOver;
	return { ...rest, rest: N8nRest.resume(session), sandbox: new Sandbox(urls) };
}
