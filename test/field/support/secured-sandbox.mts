import type { Certificate } from '../../../harness/certificates.mts';
import { startTlsFront } from '../../../harness/tls-front.mts';
import type { Addresses } from '../../../sandbox/types.mts';

export interface SecuredSandbox {
	urls: Addresses;
	stop(): Promise<void>;
}

/** The sandbox's services behind TLS, at "localhost". */
export async function sandboxOverTls(
	plain: Addresses,
	certificate: Certificate,
): Promise<SecuredSandbox> {
	const anny = await startTlsFront(Number(new URL(plain.anny).port), certificate);
	const anybill = await startTlsFront(Number(new URL(plain.anybill).port), certificate);
	const at = (port: number) => `https://localhost:${port}`;
	return {
		urls: {
			...plain,
			anny: at(anny.port),
			anybill: at(anybill.port),
			tokenUrl: plain.tokenUrl.replace(plain.anybill, at(anybill.port)),
		},
		async stop() {
			await anny.stop();
			await anybill.stop();
		},
	};
}
