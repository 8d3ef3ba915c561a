import { readFile } from 'node:fs/promises';
import type { Known } from '../../sandbox/types.mts';
import { annyOAuth2Fields, annyTokenFields } from '../../harness/credential-fields.mts';
import {
	WorkflowError,
	type DeployedWorkflow,
	type Item,
	type NodeFailure,
} from '../../harness/n8n-rest.mts';
import { giveConsent } from '../../harness/oauth-consent.mts';
import { until } from '../../harness/until.mts';
import { chain } from '../../harness/workflow.mts';
import { sharedN8n } from '../support/shared-n8n.mts';

const { rest, sandbox, credentials, logFile } = sharedN8n();
const { urls } = sandbox;
let known: Known;

type CredentialType = 'annyTokenApi' | 'annyCustomOAuth2Api';
const clientTypes = ['confidential', 'public'] as const;
type ClientType = (typeof clientTypes)[number];

const echo = '/api/v1/sandbox/echo';

/** A saved credential, as far as a workflow needs it. */
interface Saved {
	type: CredentialType;
	id: string;
}

async function save(type: CredentialType, fields: Item): Promise<Saved> {
	return { type, id: (await rest.createCredential('anny', type, fields)).id };
}

const tokenCredential = (changes: Item = {}) =>
	save('annyTokenApi', { ...annyTokenFields(urls, known), ...changes });

const clientCredential = (clientType: ClientType, changes: Item = {}) =>
	save('annyCustomOAuth2Api', { ...annyOAuth2Fields(urls, known, clientType), ...changes });

async function connected(clientType: ClientType): Promise<Saved> {
	const credential = await clientCredential(clientType);
	await giveConsent(rest, credential.id);
	return credential;
}

/** A workflow that sends one request for each item that it is run with. */
async function requests({ type, id }: Saved, parameters: Item): Promise<DeployedWorkflow> {
	const authentication = type === 'annyTokenApi' ? 'apiToken' : 'oAuth2';
	return await rest.deploy(
		chain(
			`anny sign-in with ${type}`,
			{ type: 'n8n-nodes-base.splitOut', parameters: { fieldToSplitOut: 'body.items' } },
			{
				type: 'n8n-nodes-base.convertToFile',
				typeVersion: 1.1,
				parameters: { operation: 'toText', sourceProperty: 'text', options: {} },
			},
			{
				name: 'Request',
				type: 'n8n-nodes-anny-anybill.annyHttpRequest',
				parameters: { authentication, method: 'GET', ...parameters },
				credentials: { [type]: { id, name: 'anny' } },
			},
		),
	);
}

const input = (count: number) => ({
	items: Array.from({ length: count }, (_, id) => ({ id, text: `Booking ${id} ✓` })),
});

async function run(credential: Saved, parameters: Item, count = 1): Promise<Item[]> {
	return await (await requests(credential, parameters)).run(input(count));
}

/** What the node says when it fails. */
async function failure(credential: Saved, parameters: Item): Promise<NodeFailure> {
	const error: unknown = await run(credential, parameters).catch((thrown: unknown) => thrown);
	if (error instanceof WorkflowError && error.failure) return error.failure;
	throw new Error('The workflow should have failed', { cause: error });
}

/** Everything as it was, but for the tokens that saved credentials hold. */
const reset = () => sandbox.reset({ keepTokens: true });

beforeAll(async () => {
	known = await sandbox.known();
});
beforeEach(reset);
afterAll(async () => {
	await reset();
	// Its refresh token was among those that were revoked here.
	await giveConsent(rest, credentials.annyCustomOAuth2Api);
});

describe('API token', () => {
	test.each([
		['spaces around it', (token: string) => `  ${token} `],
		['a line break at its end', (token: string) => `${token}\n`],
		['a line break inside', (token: string) => `${token.slice(0, 40)}\r\n${token.slice(40)}`],
		['"Bearer" before it', (token: string) => `Bearer ${token}`],
		['the whole header', (token: string) => `authorization: bearer  ${token}`],
	])('is understood with %s', async (_, pasted) => {
		const accessToken = pasted(known.anny.apiTokens.full);
		const credential = await tokenCredential({ accessToken });
		expect(await rest.testCredential(credential.id)).toMatchObject({ status: 'OK' });
		expect(await run(credential, { url: echo })).toMatchObject([{ authorized: true }]);
	});

	describe.each(['wrong', 'expired', 'revoked'] as const)('that is %s', (state) => {
		const advice = /wrong, expired or revoked.*new one in anny under Organization Settings → API/;
		const refused = async () =>
			await tokenCredential({
				accessToken: state === 'wrong' ? 'no-token' : known.anny.apiTokens[state],
			});

		test('does not pass its test', async () => {
			const { id } = await refused();
			expect(await rest.testCredential(id)).toMatchObject({ status: 'Error' });
		});

		test('makes its test say where to make a new one', async () => {
			const { message } = await rest.testCredential((await refused()).id);
			expect(message).toMatch(advice);
		});

		test('makes the node say where to make a new one', async () => {
			const { description } = await failure(await refused(), { url: echo });
			expect(description).toMatch(advice);
		});
	});

	test('with narrow scopes passes its test; the node names the scope that is missing', async () => {
		const credential = await tokenCredential({ accessToken: known.anny.apiTokens.narrow });
		expect(await rest.testCredential(credential.id)).toMatchObject({ status: 'OK' });
		const { httpCode, description } = await failure(credential, { url: '/api/v1/bookings' });
		expect(httpCode).toBe('403');
		expect(description).toContain('b.bookings:*');
	});

	test('does not pass for a web server that responds 200 to everything, and is not sent there', async () => {
		const credential = await tokenCredential({
			baseUrl: urls.foreign,
			allowedDomains: `localhost, ${new URL(urls.foreign).host}`,
		});
		const { status, message } = await rest.testCredential(credential.id);
		expect(status).toBe('Error');
		expect(message).toMatch(/no anny API at this address: it responds without a token, too/);
		const requests = await sandbox.requests({ service: 'foreign' });
		expect(requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
	});

	test('works with a custom base URL that ends with a slash', async () => {
		const credential = await tokenCredential({ baseUrl: ` ${urls.anny}/ ` });
		expect(await rest.testCredential(credential.id)).toMatchObject({ status: 'OK' });
		expect(await run(credential, { url: echo })).toMatchObject([{ path: echo }]);
	});
});

describe.each(clientTypes)('OAuth2 with a %s client', (clientType) => {
	test('asks for consent as anny documents it', async () => {
		const { id } = await clientCredential(clientType);
		const url = new URL(await rest.oauth2AuthUrl(id));
		const { state, code_challenge, ...others } = Object.fromEntries(url.searchParams);
		expect(url.origin + url.pathname).toBe(`${urls.anny}/oauth/authorize`);
		expect(state).toBeTruthy();
		expect(others).toEqual({
			client_id: known.anny.clients[clientType].clientId,
			response_type: 'code',
			redirect_uri: `${rest.baseUrl}/rest/oauth2-credential/callback`,
			scope: '',
			...(clientType === 'public' && { code_challenge_method: 'S256' }),
		});
		expect(code_challenge !== undefined).toBe(clientType === 'public');
	});

	test('asks for the scopes that were typed in', async () => {
		const { id } = await clientCredential(clientType, { scope: 'user:read b.bookings:*' });
		const { searchParams } = new URL(await rest.oauth2AuthUrl(id));
		expect(searchParams.get('scope')).toBe('user:read b.bookings:*');
	});

	test.each([
		['camelCase', false],
		['standard', true],
	])('connects and refreshes with %s expiry fields', async (_, standardTokenFields) => {
		await sandbox.settings({ anny: { standardTokenFields } });
		const credential = await connected(clientType);
		const workflow = await requests(credential, { url: echo });
		await workflow.run(input(1));
		await sandbox.expireTokens('anny');
		expect(await workflow.run(input(1))).toMatchObject([{ authorized: true }]);
		const { anny } = await sandbox.counters();
		expect(anny.grants).toEqual({ authorization_code: 1, refresh_token: 1 });
		expect(anny.grantErrors).toEqual({});
	});

	// A new credential each time: a token that is refused within a minute of its renewal is not
	// renewed again.
	test('refreshes once for 50 items at a time, three times over', async () => {
		for (let refreshes = 1; refreshes <= 3; refreshes++) {
			const credential = await connected(clientType);
			await sandbox.expireTokens('anny');
			const items = await run(credential, { url: echo }, 50);
			expect(items.filter(({ authorized }) => authorized)).toHaveLength(50);
			const { anny } = await sandbox.counters();
			expect(anny.grants.refresh_token).toBe(refreshes);
			expect(anny.refreshTokenReused).toBe(0);
			expect(anny.grantErrors).toEqual({});
		}
	});

	test('sends a file again when the token had expired', async () => {
		const credential = await connected(clientType);
		await sandbox.expireTokens('anny');
		const items = await run(credential, {
			method: 'POST',
			url: echo,
			sendBody: true,
			contentType: 'multipart-form-data',
			bodyParameters: {
				parameters: [
					{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'data' },
					{ parameterType: 'formData', name: 'note', value: 'täglich' },
				],
			},
		});
		expect(items).toMatchObject([
			{
				parts: [
					{ name: 'note', value: 'täglich' },
					{ name: 'file', size: Buffer.byteLength('Booking 0 ✓') },
				],
			},
		]);
		expect((await sandbox.counters()).anny.grants.refresh_token).toBe(1);
	});

	test('says that it is not connected yet', async () => {
		const { message, description } = await failure(await clientCredential(clientType), {
			url: echo,
		});
		expect(message).toBe('The credential "anny" is not connected');
		expect(description).toMatch(/^Open the credential, press "Connect"/);
	});

	test('says that it has to be connected again when the consent was revoked', async () => {
		const credential = await connected(clientType);
		await sandbox.expireTokens('anny');
		await sandbox.revokeTokens('anny');
		const { message, description } = await failure(credential, { url: echo });
		expect(message).toBe('The credential "anny" needs to be reconnected.');
		expect(description).toContain('Open the credential "anny" and check or reconnect it.');
		await giveConsent(rest, credential.id);
		expect(await run(credential, { url: echo })).toMatchObject([{ authorized: true }]);
	});

	test('stays unconnected after Deny, and n8n shows why', async () => {
		const credential = await clientCredential(clientType);
		await expect(giveConsent(rest, credential.id, 'deny')).rejects.toThrow(
			/Insufficient parameters.*access_denied.*Failed to connect/,
		);
		const { message } = await failure(credential, { url: echo });
		expect(message).toBe('The credential "anny" is not connected');
	});
});

describe('what can be wrong with a client', () => {
	test('a wrong secret: n8n shows that the client was not accepted', async () => {
		const { id } = await clientCredential('confidential', { clientSecret: 'another' });
		await expect(giveConsent(rest, id)).rejects.toThrow(
			/Client authentication failed.*invalid_client/,
		);
	});

	test('a redirect URI that anny does not know: anny says so', async () => {
		const { id } = await clientCredential('confidential', known.anny.clients.fixedRedirect);
		await expect(giveConsent(rest, id)).rejects.toThrow(
			'The redirect URI is not registered for this client',
		);
	});

	test('an unknown client id: anny says so', async () => {
		const { id } = await clientCredential('public', { clientId: 'nobody' });
		await expect(giveConsent(rest, id)).rejects.toThrow('This client id is unknown');
	});

	test('a secret that was changed later: the node says which credential to check', async () => {
		const credential = await connected('confidential');
		await rest.updateCredential(credential.id, { clientSecret: 'another' });
		await sandbox.expireTokens('anny');
		const { message, description } = await failure(credential, { url: echo });
		expect(message).toBe('The access token of the credential "anny" could not be renewed');
		expect(description).toContain('check the client ID and the client secret, and reconnect it.');
	});

	test('a sign-in that is out of order: the node says so, and goes on when it works again', async () => {
		const credential = await connected('public');
		await sandbox.expireTokens('anny');
		const rule = { service: 'anny', path: '/oauth/token', fault: 'status', code: 503 } as const;
		await sandbox.faults([{ ...rule, times: 'always' }]);
		const { message } = await failure(credential, { url: echo });
		expect(message).toContain('the token endpoint responded with status 503');
		await sandbox.faults([]);
		// The failure is remembered for a few seconds.
		const workflow = await requests(credential, { url: echo });
		const items = await until(() => workflow.run(input(1)), { what: 'a new token', everyMs: 500 });
		expect(items).toMatchObject([{ authorized: true }]);
	});

	describe('a state that was forged', () => {
		const callBack = async () => {
			const state = Buffer.from('{"token":"forged","createdAt":1}').toString('base64');
			const response = await rest.fetch(`/rest/oauth2-credential/callback?code=1&state=${state}`);
			return await response.text();
		};

		test('connects nothing', async () => {
			expect(await callBack()).not.toMatch(/connection successful|connected/i);
			expect((await sandbox.counters()).anny.tokenRequests).toBe(0);
		});

		test('makes n8n say that it is invalid', async () => {
			expect(await callBack()).toContain('The OAuth callback state is invalid!');
		});
	});
});

describe('organization', () => {
	const nodeTypeAndVersion = {
		name: 'n8n-nodes-anny-anybill.annyHttpRequest',
		version: 1,
	};

	const listed = async ({ type, id }: Saved, filter?: string) =>
		await rest.request<{ results: Item[] }>(
			'POST',
			'/rest/dynamic-node-parameters/resource-locator-results',
			{
				nodeTypeAndVersion,
				path: 'parameters.organization',
				methodName: 'searchOrganizations',
				currentNodeParameters: {
					authentication: type === 'annyTokenApi' ? 'apiToken' : 'oAuth2',
				},
				credentials: { [type]: { id, name: 'anny' } },
				filter,
			},
		);

	test.each([
		['an API token', () => tokenCredential()],
		['a confidential client', () => connected('confidential')],
		['a public client', () => connected('public')],
	])('is listed with %s', async (_, credential) => {
		const all = known.anny.organizations.map(({ id, name }) => ({ name, value: id }));
		expect(await listed(await credential())).toMatchObject({ results: all });
	});

	test('is found by a part of its name', async () => {
		const { id, name } = known.anny.organizations[1]!;
		const { results } = await listed(await tokenCredential(), name.slice(-4).toLowerCase());
		expect(results).toEqual([{ name, value: id }]);
	});

	test('is listed with an expired token too', async () => {
		const credential = await connected('public');
		await sandbox.expireTokens('anny');
		expect((await listed(credential)).results).toHaveLength(2);
	});

	test('cannot be listed with a wrong token, which the message says', async () => {
		const credential = await tokenCredential({ accessToken: 'wrong' });
		await expect(listed(credential)).rejects.toThrow('The organizations could not be loaded');
	});

	test.each([
		['from the list', { __rl: true, mode: 'list', value: '102', cachedResultName: 'Annex' }],
		['by id', { __rl: true, mode: 'id', value: ' 102 ' }],
	])('chosen %s is sent as "o"', async (_, organization) => {
		const [item] = await run(await tokenCredential(), { url: echo, organization });
		expect(item).toMatchObject({ query: { o: '102' } });
	});

	test('left empty is not sent', async () => {
		const [item] = await run(await tokenCredential(), { url: echo });
		expect(item).toMatchObject({ query: {} });
	});
});

describe.each([
	['API token', () => tokenCredential()],
	['OAuth2', () => connected('confidential')],
] as const)('domain lock of %s', (_, make) => {
	const foreign = `${urls.foreign.replace('127.0.0.1', 'localhost')}/steal`;

	test('our node refuses another host', async () => {
		const { message } = await failure(await make(), { url: foreign });
		expect(message).toMatch(/^The credential must not be sent to localhost/);
		expect((await sandbox.counters()).foreign.requests).toBe(0);
	});

	test('our node refuses a redirect to another host', async () => {
		const { message } = await failure(await make(), {
			url: `/api/v1/sandbox/redirect?to=${encodeURIComponent(foreign)}`,
		});
		expect(message).toMatch(/^The credential must not be sent to localhost/);
		expect((await sandbox.counters()).foreign.requests).toBe(0);
	});

	test.each([
		['another host', foreign],
		[
			'a redirect to another host',
			`${urls.anny}/api/v1/sandbox/redirect?to=${encodeURIComponent(foreign)}`,
		],
	])("n8n's HTTP Request node refuses %s", async (__, url) => {
		const { type, id } = await make();
		const workflow = chain('Domain lock', {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: { url, authentication: 'predefinedCredentialType', nodeCredentialType: type },
			credentials: { [type]: { id, name: 'anny' } },
		});
		await expect(rest.runWorkflow(workflow)).rejects.toThrow(/domain|allow/i);
		expect((await sandbox.counters()).foreign.requests).toBe(0);
	});

	test('is on for a credential that was saved without its two fields', async () => {
		const { type, id } = await make();
		const { data } = await rest.getCredential(id);
		const { allowedHttpRequestDomains: __, allowedDomains: ___, ...others } = data;
		await rest.request('PATCH', `/rest/credentials/${id}`, { name: 'anny', type, data: others });
		const { message } = await failure({ type, id }, { url: foreign });
		expect(message).toMatch(/^The credential must not be sent to localhost/);
		expect((await sandbox.counters()).foreign.requests).toBe(0);
	});
});

describe('a custom sign-in that the lock of the credential does not let through', () => {
	const refusal = 'oauth-base-url-is-not-in-allowed-domains:';

	test('cannot be connected, and n8n shows why', async () => {
		const { id } = await clientCredential('confidential', { authBaseUrl: urls.foreign });
		// n8n before 2.11 opens it, which leads nowhere.
		const shown = await rest.oauth2AuthUrl(id).catch(String);
		expect(shown).toContain(refusal);
	});

	test.each(['n8n-nodes-anny-anybill.annyHttpRequest', 'n8n-nodes-base.httpRequest'])(
		'gets no secret when %s needs a new token',
		async (node) => {
			const { type, id } = await connected('confidential');
			await rest.updateCredential(id, { authBaseUrl: urls.foreign });
			await sandbox.expireTokens('anny');
			const workflow = chain('Sign-in elsewhere', {
				type: node,
				...(node.startsWith('n8n-nodes-base') && { typeVersion: 4.2 }),
				parameters: {
					url: `${urls.anny}${echo}`,
					authentication: node.startsWith('n8n-nodes-base') ? 'predefinedCredentialType' : 'oAuth2',
					nodeCredentialType: type,
				},
				credentials: { [type]: { id, name: 'anny' } },
			});
			await expect(rest.runWorkflow(workflow)).rejects.toThrow();
			expect((await sandbox.counters()).foreign.requests).toBe(0);
		},
	);
});

test('no secret shows in what a browser gets, in executions or in the log', async () => {
	const saved = [await tokenCredential(), ...(await Promise.all(clientTypes.map(connected)))];
	const seen: string[] = [];
	for (const credential of saved) {
		const workflow = await requests(credential, { url: echo });
		await workflow.run(input(1));
		seen.push(JSON.stringify(await workflow.lastExecution()));
	}
	await sandbox.expireTokens('anny');
	await sandbox.revokeTokens('anny');
	for (const credential of saved) {
		const workflow = await requests(credential, { url: '/api/v1/sandbox/status/500' });
		await workflow.run(input(1)).catch(() => {});
		seen.push(JSON.stringify(await workflow.lastExecution()));
		seen.push(JSON.stringify(await rest.getCredential(credential.id)));
	}
	seen.push(JSON.stringify(await rest.listCredentials()), await readFile(logFile, 'utf8'));
	const secrets = await sandbox.secrets();
	expect(secrets.length).toBeGreaterThan(10);
	expect(secrets.filter((secret) => seen.some((text) => text.includes(secret)))).toEqual([]);
});
