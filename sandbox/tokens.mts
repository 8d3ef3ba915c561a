import { SignJWT } from 'jose';
import { randomBytes } from 'node:crypto';
import type { TokenAction, TokenKind } from './types.mts';

/** What the server knows of a token. A client sees an opaque string. */
export interface TokenRecord {
	id: string;
	value: string;
	kind: TokenKind;
	account: string;
	clientId: string;
	scopes: string[];
	/** The organization the token belongs to: anny's `tenant` claim. */
	tenant?: string;
	/** Milliseconds since 1970. */
	issuedAt: number;
	expiresAt: number;
	state: 'good' | 'rejected' | 'revoked';
	/** How often it was redeemed (refresh tokens). */
	uses: number;
}

export type TokenRequest = Pick<
	TokenRecord,
	'kind' | 'account' | 'clientId' | 'scopes' | 'tenant'
> & { lifetimeSeconds: number };

/** anny's is a guess; anybill's is the example of its documentation. */
export const REFRESH_TOKEN_SECONDS = { anny: 30 * 86_400, anybill: 1_209_600 };

const signingKey = new TextEncoder().encode('sandbox-signing-key-that-protects-nothing');

/** Signs a JWT the way both services' tokens look: three parts, a readable payload. */
export async function signJwt(claims: Record<string, unknown>): Promise<string> {
	return await new SignJWT(claims)
		.setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
		.sign(signingKey);
}

/** All tokens of one service. The server keeps the truth, so any token can be made invalid. */
export class TokenStore {
	readonly #service: string;
	#byValue = new Map<string, TokenRecord>();
	/** Survives a reset: the leak search wants every token that ever existed. */
	readonly everIssued: string[] = [];
	#count = 0;

	constructor(service: string) {
		this.#service = service;
	}

	/** Issues a token. Ids are readable, e.g. `anny-access-3`. */
	async issue(request: TokenRequest): Promise<TokenRecord> {
		const { lifetimeSeconds, ...rest } = request;
		const issuedAt = Date.now();
		const expiresAt = issuedAt + lifetimeSeconds * 1000;
		const id = `${this.#service}-${request.kind}-${++this.#count}`;
		const value =
			request.kind === 'refresh'
				? `def50200${randomBytes(120).toString('hex')}`
				: await signJwt({
						jti: id,
						sub: request.account,
						aud: request.clientId,
						scp: request.scopes.join(' '),
						...(request.tenant !== undefined && { tenant: request.tenant }),
						iat: Math.floor(issuedAt / 1000),
						exp: Math.floor(expiresAt / 1000),
						// Two tokens of one second must differ, also across restarts.
						nonce: randomBytes(8).toString('hex'),
					});
		return this.add({ ...rest, id, value, issuedAt, expiresAt, state: 'good', uses: 0 });
	}

	/** Adds a token that was made elsewhere: the fixed API tokens. */
	add(record: TokenRecord): TokenRecord {
		this.#byValue.set(record.value, record);
		this.everIssued.push(record.value);
		return record;
	}

	find(value: string): TokenRecord | undefined {
		return this.#byValue.get(value);
	}

	/** Expires, revokes or rejects all tokens of a kind. @returns how many there were */
	apply({ action, kind, account }: Omit<TokenAction, 'service'>): number {
		let changed = 0;
		for (const token of this.#byValue.values()) {
			if (token.kind !== kind || (account !== undefined && token.account !== account)) continue;
			changed++;
			if (action === 'expire') token.expiresAt = Date.now();
			else token.state = action === 'revoke' ? 'revoked' : 'rejected';
		}
		return changed;
	}

	clear(): void {
		this.#byValue.clear();
	}
}

/** Whether a token opens anything at this moment. */
export function isUsable(token: TokenRecord | undefined, now = Date.now()): token is TokenRecord {
	return token !== undefined && token.state === 'good' && now < token.expiresAt;
}

/** The token of an `Authorization: Bearer` header. */
export function bearerToken(authorization: string | undefined): string | undefined {
	return authorization?.match(/^Bearer +(\S+)$/i)?.[1];
}
