import { clients } from '../anny/known.mts';
import { known as anybill } from '../anybill/known.mts';
import type { Sandbox } from '../state.mts';
import { REFRESH_TOKEN_SECONDS } from '../tokens.mts';
import type { IssuedTokens, IssueRequest, ServiceName } from '../types.mts';

const defaults: Record<ServiceName, { account: string; clientId: string; scopes: string[] }> = {
	anny: {
		account: clients.confidential.clientId,
		clientId: clients.confidential.clientId,
		scopes: [],
	},
	anybill: {
		account: anybill.accounts.service.username,
		clientId: anybill.clients.main,
		scopes: anybill.scopes.vendor,
	},
};

/** Issues a pair of tokens without a sign-in, for tests and benchmarks. */
export async function issueTokens(sandbox: Sandbox, request: IssueRequest): Promise<IssuedTokens> {
	const { service, accessTokenSeconds, ...owner } = request;
	const store = sandbox.tokens[service];
	const details = { ...defaults[service], ...owner };
	const access = await store.issue({
		...details,
		kind: 'access',
		lifetimeSeconds: accessTokenSeconds ?? sandbox.settings[service].accessTokenSeconds,
	});
	const refresh = await store.issue({
		...details,
		kind: 'refresh',
		lifetimeSeconds: REFRESH_TOKEN_SECONDS[service],
	});
	return {
		accessToken: access.value,
		accessTokenId: access.id,
		refreshToken: refresh.value,
		refreshTokenId: refresh.id,
		expiresAt: new Date(access.expiresAt).toISOString(),
	};
}
