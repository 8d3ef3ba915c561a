import { createHash } from 'node:crypto';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { InputError } from '../errors/errors';
import { raise } from '../errors/raise';
import { textOf } from '../json';

/** A credential as n8n resolves it, decrypted once: that is most of what a request costs in n8n. */
export interface ResolvedCredential {
	type: string;
	id: string;
	name: string;
	data: ICredentialDataDecryptedObject;
	/** n8n reads, refreshes and stores the tokens of OAuth2 credentials by itself. */
	isOAuth2: boolean;
	/** The fields that hold an expression; undefined where that cannot be told. */
	expressionFields: string[] | undefined;
	/** What requests of this credential pause together on. */
	rateLimitKey: string;
}

/** What n8n gives every kind of function of a node to read credentials with. */
export interface CredentialSource {
	getNode(): INode;
	getCredentials(type: string, itemIndex?: number): Promise<ICredentialDataDecryptedObject>;
}

/**
 * Decrypts the credential of a node.
 *
 * @param type credential type
 * @param knownFields its fields with expressions, where they are known from another item
 * @throws {InputError} where an OAuth2 credential was never connected; n8n itself would die with a
 *   TypeError for a public client
 */
export async function resolveCredential(
	source: CredentialSource,
	type: string,
	itemIndex: number,
	knownFields?: string[],
): Promise<ResolvedCredential> {
	const data = await source.getCredentials(type, itemIndex);
	const details = source.getNode().credentials?.[type];
	const isOAuth2 = 'grantType' in data;
	const name = details?.name ?? type;
	if (isOAuth2 && !(data.oauthTokenData as IDataObject | undefined)?.access_token) {
		throw new InputError(
			`The credential "${name}" is not connected`,
			'Open the credential, press "Connect" and allow the access. Then run the workflow again.',
		);
	}
	const id = details?.id ?? '';
	const expressionFields = knownFields ?? (await findExpressionFields(source, type));
	const rateLimitKey = `${type}:${id || name}`;
	return { type, id, name, data, isOAuth2, expressionFields, rateLimitKey };
}

/**
 * Resolves the credential of each item. Decrypting is most of what a request costs in n8n, so it is
 * done once for all items, unless a field of the credential holds an expression. Items whose
 * expressions give the same values share one credential, and with it one sign-in and one pause.
 *
 * n8n signs with an OAuth2 credential as it is for the first item, and so do we.
 */
export function credentialResolver(
	source: CredentialSource,
): (type: string, itemIndex: number) => Promise<ResolvedCredential> {
	const shared = new Map<string, { itemIndex: number; resolving: Promise<ResolvedCredential> }>();
	const byValues = new Map<string, ResolvedCredential>();

	const resolveShared = async (type: string, itemIndex: number) => {
		const first = shared.get(type) ?? {
			itemIndex,
			resolving: resolveCredential(source, type, itemIndex),
		};
		shared.set(type, first);
		try {
			return { credential: await first.resolving, isOwn: first.itemIndex === itemIndex };
		} catch (error) {
			// An expression may fail for one item only: the next one tries for itself.
			shared.delete(type);
			return raise(error);
		}
	};

	return async (type, itemIndex) => {
		const { credential, isOwn } = await resolveShared(type, itemIndex);
		const { isOAuth2, expressionFields } = credential;
		if (isOAuth2 || expressionFields?.length === 0) return credential;
		const own = isOwn
			? credential
			: await resolveCredential(source, type, itemIndex, expressionFields);
		const key = `${own.rateLimitKey} ${valuesKey(own)}`;
		const same = byValues.get(key) ?? { ...own, rateLimitKey: key };
		byValues.set(key, same);
		return same;
	};
}

/** Equal for equal values of the expressions; kept in memory only. */
function valuesKey({ data, expressionFields = Object.keys(data) }: ResolvedCredential): string {
	const values = expressionFields.map((name) => data[name]);
	return createHash('sha256').update(JSON.stringify(values)).digest('base64url');
}

/**
 * The fields of a credential that hold an expression. n8n gives nodes the resolved values only, so
 * this asks the helper behind `getCredentials` (public in n8n-workflow as `ICredentialsHelper`) for
 * the stored ones. Where it is out of reach, every item's credential is resolved anew.
 */
async function findExpressionFields(
	source: CredentialSource & { additionalData?: unknown },
	type: string,
): Promise<string[] | undefined> {
	const additionalData = source.additionalData as IWorkflowExecuteAdditionalData | undefined;
	const details = source.getNode().credentials?.[type];
	if (typeof additionalData?.credentialsHelper.getDecrypted !== 'function' || !details) {
		return undefined;
	}
	const stored = await additionalData.credentialsHelper.getDecrypted(
		additionalData,
		details,
		type,
		'internal',
		undefined,
		true,
	);
	return Object.keys(stored).filter((name) => textOf(stored[name]).startsWith('='));
}
