import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { InputError } from '../../../../http/errors/errors.ts';
import { credentialResolver, resolveCredential } from '../../../../http/transport/credential.ts';

type Credentials = Record<string, ICredentialDataDecryptedObject>;

/**
 * n8n with these credentials, and which of them it resolved for which item.
 *
 * @param stored as n8n stores them, with expressions; missing where they are out of reach
 */
function sourceOf(
	credentials: Credentials | ((item: number) => Credentials),
	stored?: Credentials,
) {
	const one = { id: '7', name: 'My One' };
	const node = { credentials: { one, unsaved: { id: null, name: 'Unsaved' } } };
	const resolved: string[] = [];
	const credentialsHelper = {
		getDecrypted: async (_data: unknown, _details: unknown, type: string) => stored?.[type] ?? {},
	};
	const source = {
		...(stored && { additionalData: { credentialsHelper } }),
		getNode: () => node as unknown as INode,
		getCredentials: async (type: string, itemIndex = 0) => {
			resolved.push(`${type} ${itemIndex}`);
			const all = typeof credentials === 'function' ? credentials(itemIndex) : credentials;
			const data = all[type];
			if (!data) throw new Error(`no ${type} for item ${itemIndex}`);
			return { ...data };
		},
	};
	return { source, resolved };
}

test('A credential has its name, its ID and a key that its requests pause together on', async () => {
	const { source } = sourceOf({ one: { accessToken: 'x' }, unsaved: {}, other: {} });
	expect(await resolveCredential(source, 'one', 0)).toEqual({
		type: 'one',
		id: '7',
		name: 'My One',
		data: { accessToken: 'x' },
		isOAuth2: false,
		expressionFields: undefined,
		rateLimitKey: 'one:7',
	});
	expect((await resolveCredential(source, 'unsaved', 0)).rateLimitKey).toBe('unsaved:Unsaved');
	expect(await resolveCredential(source, 'other', 0)).toMatchObject({ id: '', name: 'other' });
});

test.each([{ grantType: 'pkce' }, { grantType: 'pkce', oauthTokenData: {} }])(
	'An OAuth2 credential that was never connected is a mistake: %j',
	async (data) => {
		const resolving = resolveCredential(sourceOf({ one: data }).source, 'one', 0);
		await expect(resolving).rejects.toThrow(InputError);
		await expect(resolving).rejects.toThrow('"My One" is not connected');
	},
);

test('An OAuth2 credential that is connected is told from one that n8n does not refresh', async () => {
	const one = { grantType: 'pkce', oauthTokenData: { access_token: 'x' } };
	expect(await resolveCredential(sourceOf({ one }).source, 'one', 0)).toMatchObject({
		isOAuth2: true,
	});
});

test('A credential without expressions is resolved once for all items, even at the same time', async () => {
	const { source, resolved } = sourceOf(
		{ one: { accessToken: 'x' } },
		{ one: { accessToken: 'x' } },
	);
	const resolve = credentialResolver(source);
	const [first, second] = await Promise.all([resolve('one', 0), resolve('one', 1)]);
	// n8n merges refreshed tokens into this object: all items have to see them.
	expect(second).toBe(first);
	expect(resolved).toEqual(['one 0']);
});

test('A credential with an expression is shared by the items that it gives the same values', async () => {
	const { source, resolved } = sourceOf(
		(item) => ({ one: { accessToken: item < 2 ? 'x' : 'y' } }),
		{ one: { accessToken: '={{ $json.token }}' } },
	);
	const resolve = credentialResolver(source);
	const credentials = [await resolve('one', 0), await resolve('one', 1), await resolve('one', 2)];
	expect(credentials.map(({ data }) => data.accessToken)).toEqual(['x', 'x', 'y']);
	expect(credentials[1]).toBe(credentials[0]);
	expect(credentials[2]?.rateLimitKey).not.toBe(credentials[0]?.rateLimitKey);
	expect(credentials[0]?.rateLimitKey).not.toContain('"x"');
	expect(resolved).toEqual(['one 0', 'one 1', 'one 2']);
});

test('A credential whose expressions are out of reach is resolved for each item', async () => {
	const { source } = sourceOf((item) => ({ one: { accessToken: `${item}` } }));
	const resolve = credentialResolver(source);
	const tokens = [await resolve('one', 0), await resolve('one', 1)].map(
		({ data }) => data.accessToken,
	);
	expect(tokens).toEqual(['0', '1']);
});

test('A credential that cannot be resolved for one item fails that item only', async () => {
	const { source } = sourceOf((item) => (item === 0 ? {} : { one: { accessToken: 'x' } }), {
		one: { accessToken: '={{ $json.token }}' },
	});
	const resolve = credentialResolver(source);
	await expect(resolve('one', 0)).rejects.toThrow('no one for item 0');
	expect((await resolve('one', 1)).data).toEqual({ accessToken: 'x' });
});
