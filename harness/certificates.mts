import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

const { md, pki } = forge;

/** A certificate and its key, in PEM, as `tls.createServer` takes them. */
export interface Certificate {
	cert: string;
	key: string;
}

export interface CertificateOptions {
	/** Host names and IP addresses that the certificate is for. */
	hosts: string[];
	/** Whether it ended yesterday. */
	expired?: boolean;
	/** Signed by its own key rather than by the authority. */
	selfSigned?: boolean;
}

const dayMs = 24 * 60 * 60 * 1000;

/** A private certificate authority, as companies have them: trusted only by who was told to. */
export class CertificateAuthority {
	readonly #keys = newKeys();
	readonly #subject = [{ name: 'commonName', value: 'Authority of the tests' }];
	/** What `NODE_EXTRA_CA_CERTS` has to name a file of. */
	readonly cert: string;

	constructor() {
		const cert = newCertificate(this.#keys, this.#subject);
		cert.setIssuer(this.#subject);
		cert.setExtensions([
			{ name: 'basicConstraints', cA: true, critical: true },
			{ name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
		]);
		this.cert = sign(cert, this.#keys);
	}

	issue({ hosts, expired = false, selfSigned = false }: CertificateOptions): Certificate {
		const keys = newKeys();
		const subject = [{ name: 'commonName', value: hosts[0] ?? '' }];
		const cert = newCertificate(keys, subject);
		if (expired) cert.validity.notAfter = new Date(Date.now() - dayMs);
		cert.setIssuer(selfSigned ? subject : this.#subject);
		cert.setExtensions([
			{ name: 'basicConstraints', cA: false },
			{ name: 'subjectAltName', altNames: hosts.map(toAltName) },
		]);
		return {
			cert: sign(cert, selfSigned ? keys : this.#keys),
			key: pki.privateKeyToPem(keys.privateKey),
		};
	}
}

/** RFC 5280, section 4.2.1.6: 2 is a DNS name, 7 an IP address. */
const toAltName = (host: string) =>
	/^[\d.]+$|:/.test(host) ? { type: 7, ip: host } : { type: 2, value: host };

/** Node's own generator takes a fraction of the time. */
function newKeys(): forge.pki.rsa.KeyPair {
	const { privateKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		publicKeyEncoding: { type: 'spki', format: 'pem' },
	});
	const key = pki.privateKeyFromPem(privateKey);
	return { privateKey: key, publicKey: pki.setRsaPublicKey(key.n, key.e) };
}

function newCertificate(
	{ publicKey }: forge.pki.rsa.KeyPair,
	subject: forge.pki.CertificateField[],
): forge.pki.Certificate {
	const cert = pki.createCertificate();
	cert.publicKey = publicKey;
	cert.serialNumber = `01${randomBytes(8).toString('hex')}`;
	cert.validity.notBefore = new Date(Date.now() - 10 * dayMs);
	cert.validity.notAfter = new Date(Date.now() + 10 * dayMs);
	cert.setSubject(subject);
	return cert;
}

function sign(cert: forge.pki.Certificate, { privateKey }: forge.pki.rsa.KeyPair): string {
	cert.sign(privateKey, md.sha256.create());
	return pki.certificateToPem(cert);
}
