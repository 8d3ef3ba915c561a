import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CertificateAuthority } from '../harness/certificates.mts';
import { startTogether } from '../harness/cleanup.mts';
import { annyTokenFields } from '../harness/credential-fields.mts';
import { prepareN8n, type PreparedN8n } from '../harness/prepared-n8n.mts';
import { visibly } from '../harness/steps.mts';
import { startTlsFront } from '../harness/tls-front.mts';
import { inspectorFor, type Inspector } from './profile.mts';

/** An n8n to measure in, which also reaches anny as users do. */
export interface Surroundings extends PreparedN8n {
	/** anny over https, with a certificate of an authority that n8n was told to trust. */
	secured: { anny: string; credentialId: string };
	inspector: Inspector;
}

export async function startSurroundings(): Promise<Surroundings> {
	return await startTogether(async (cleanUp) => {
		const folder = await cleanUp.temporaryFolder('bench-authority-');
		const authority = new CertificateAuthority();
		const authorityFile = join(folder, 'authority.pem');
		await writeFile(authorityFile, authority.cert);
		const inspector = await inspectorFor();
		const prepared = await prepareN8n({
			step: visibly,
			env: {
				...inspector.env,
				NODE_EXTRA_CA_CERTS: authorityFile,
				// The ordinary credential that the built-in node is measured with.
				N8N_CUSTOM_EXTENSIONS: join(process.cwd(), 'test/e2e/fixtures'),
			},
		});
		cleanUp.defer(() => prepared.stop());
		const { sandbox, rest } = prepared;
		const certificate = authority.issue({ hosts: ['localhost'] });
		const front = await startTlsFront(Number(new URL(sandbox.urls.anny).port), certificate);
		cleanUp.defer(() => front.stop());
		const anny = `https://localhost:${front.port}`;
		const fields = annyTokenFields({ ...sandbox.urls, anny }, await sandbox.known());
		const { id } = await rest.createCredential('anny over https', 'annyTokenApi', {
			...fields,
			// The list takes hosts with their ports; n8n's own check looks at the names.
			allowedDomains: `localhost, localhost:${front.port}`,
		});
		return { ...prepared, secured: { anny, credentialId: id }, inspector };
	});
}
