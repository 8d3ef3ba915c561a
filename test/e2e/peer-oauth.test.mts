import { WorkflowError, type Item } from '../../harness/n8n-rest.mts';
import { chain } from '../../harness/workflow.mts';
import { type OAuthPeer, peerClients, startOAuthPeer } from '../support/oauth-peer.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const { rest } = sharedN8n();
const redirectUri = `${rest.baseUrl}/rest/oauth2-credential/callback`;
let peer: OAuthPeer;

beforeAll(async () => {
	peer = await startOAuthPeer(redirectUri);
});
beforeEach(() => {
	peer.resetCounts();
});
afterAll(() => peer.stop());

type ClientType = keyof typeof peerClients;

/** A credential for the peer to which the user has consented, through n8n's own callback. */
async function connect(clientType: ClientType): Promise<string> {
	const { id } = await rest.createCredential('peer', 'annyCustomOAuth2Api', {
		region: 'custom',
		baseUrl: peer.url,
		authBaseUrl: peer.url,
		grantType: clientType === 'public' ? 'pkce' : 'authorizationCode',
		...peerClients[clientType],
		scope: 'b.bookings:*',
		allowedHttpRequestDomains: 'domains',
		allowedDomains: '127.0.0.1',
	});
	const { pathname, search } = await peer.allow(await rest.oauth2AuthUrl(id));
	const page = await (await rest.fetch(pathname + search)).text();
	expect(page).toMatch(/connection successful|connected/i);
	return id;
}

/** One request for each of the items that it is run with. */
const requests = (id: string, settings: Item = {}) =>
	rest.deploy(
		chain(
			'peer',
			{ type: 'n8n-nodes-base.splitOut', parameters: { fieldToSplitOut: 'body.items' } },
			{
				type: 'n8n-nodes-anny-anybill.annyHttpRequest',
				parameters: { authentication: 'oAuth2', url: '/api/v1/user' },
				credentials: { annyCustomOAuth2Api: { id, name: 'peer' } },
				...settings,
			},
		),
	);

const input = (count: number) => ({ items: Array.from({ length: count }, (_, id) => ({ id })) });

describe.each(['confidential', 'public'] as const)(
	'a certified server, %s client',
	(clientType) => {
		test('gives its consent through n8n, and its access token opens the API', async () => {
			const workflow = await requests(await connect(clientType));
			expect(await workflow.run(input(1))).toMatchObject([{ type: 'users', name: 'Peer' }]);
			expect(peer.counts).toMatchObject({
				grants: { authorization_code: 1 },
				grantErrors: {},
				apiStatuses: { 200: 1 },
			});
		});

		test('is asked for one refresh by 50 items whose token has expired', async () => {
			const workflow = await requests(await connect(clientType));
			peer.expireAccessTokens();
			expect(await workflow.run(input(50))).toHaveLength(50);
			expect(peer.counts).toMatchObject({
				grants: { refresh_token: 1 },
				grantErrors: {},
				endedConsents: 0,
			});
			expect(peer.counts.apiStatuses[200]).toBe(50);
		});

		test('is asked for no second refresh where the API refuses the new token as well', async () => {
			const workflow = await requests(await connect(clientType), {
				onError: 'continueRegularOutput',
			});
			peer.expireAccessTokens();
			await workflow.run(input(1));
			peer.expireAccessTokens();
			const items = await workflow.run(input(50));
			expect(items.every((item) => 'error' in item)).toBe(true);
			expect(peer.counts.grants.refresh_token).toBe(1);
		});

		test('that lost the consent is asked once, and the node says to reconnect', async () => {
			const workflow = await requests(await connect(clientType));
			peer.withdrawConsent();
			const error: unknown = await workflow.run(input(20)).catch((thrown: unknown) => thrown);
			expect(error).toBeInstanceOf(WorkflowError);
			expect((error as Error).message).toContain('The credential "peer" needs to be reconnected');
			expect(peer.counts.grantErrors).toEqual({ invalid_grant: 1 });
			expect(peer.counts.apiStatuses[200]).toBeUndefined();
		});
	},
);

test('a refresh token that is used twice ends the consent at the certified server', async () => {
	const { clientId, clientSecret } = peerClients.confidential;
	const client = { client_id: clientId, client_secret: clientSecret };
	const post = async (grant: Record<string, string>) => {
		const body = new URLSearchParams({ ...client, ...grant });
		return await fetch(`${peer.url}/oauth/token`, { method: 'POST', body });
	};
	const scope = 'b.bookings:*';
	const query = { client_id: clientId, response_type: 'code', redirect_uri: redirectUri, scope };
	const callback = await peer.allow(`${peer.url}/oauth/authorize?${new URLSearchParams(query)}`);
	const tokens = await post({
		grant_type: 'authorization_code',
		code: callback.searchParams.get('code') ?? '',
		redirect_uri: redirectUri,
	});
	expect(tokens.status).toBe(200);
	const { refresh_token } = (await tokens.json()) as { refresh_token: string };
	const refresh = { grant_type: 'refresh_token', refresh_token };
	expect([(await post(refresh)).status, (await post(refresh)).status]).toEqual([200, 400]);
	expect(peer.counts).toMatchObject({ grantErrors: { invalid_grant: 1 }, endedConsents: 1 });
});
