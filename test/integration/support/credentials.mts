import {
	getCredentialOwnRequestAllowedDomains,
	type ICredentialDataDecryptedObject,
	ICredentialsHelper,
	type ICredentialType,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	NodeHelpers,
} from 'n8n-workflow';
import { AnnyCustomOAuth2Api } from '../../../credentials/AnnyCustomOAuth2Api.credentials.ts';
import { AnnyTokenApi } from '../../../credentials/AnnyTokenApi.credentials.ts';
import { AnybillRopcApi } from '../../../credentials/AnybillRopcApi.credentials.ts';
import { valueOf } from '../../support/elements.mts';

const types: Record<string, ICredentialType> = {
	annyTokenApi: new AnnyTokenApi(),
	annyCustomOAuth2Api: new AnnyCustomOAuth2Api(),
	anybillRopcApi: new AnybillRopcApi(),
};

/** n8n holds the requests of a hook to the list of the credential. */
function restricted(
	{ helpers }: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): IHttpRequestHelper {
	const allowedDomains = getCredentialOwnRequestAllowedDomains(credentials);
	const options = allowedDomains === undefined ? {} : { allowedDomains };
	const httpRequest = async (request: IHttpRequestOptions): Promise<unknown> =>
		(await helpers.httpRequest({ ...request, ...options })) as unknown;
	return { helpers: { httpRequest } };
}

/** Saved credentials without a database; the hooks are called when n8n's server calls them. */
export class MemoryCredentials extends ICredentialsHelper {
	private readonly saved: Record<string, ICredentialDataDecryptedObject>;

	constructor(saved: Record<string, ICredentialDataDecryptedObject>) {
		super();
		this.saved = saved;
	}

	getParentTypes(name: string): string[] {
		return valueOf(types, name).extends ?? [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	/** Defaults and expressions as n8n's server resolves them. */
	async getDecrypted(
		...[, , type, mode, executeData, isRaw, resolve]: Parameters<ICredentialsHelper['getDecrypted']>
	): Promise<ICredentialDataDecryptedObject> {
		const saved = structuredClone(valueOf(this.saved, type));
		if (isRaw || !resolve) return saved;
		const properties = this.getCredentialsProperties(type);
		const data = {
			...saved,
			...NodeHelpers.getNodeParameters(
				properties,
				saved as INodeParameters,
				true,
				false,
				null,
				null,
			),
		};
		return resolve.workflow.expression.getParameterValue(
			data as INodeParameters,
			resolve.runExecutionData,
			resolve.runIndex,
			resolve.itemIndex,
			resolve.node.name,
			resolve.connectionInputData,
			mode,
			{},
			executeData,
			false,
			data as INodeParameters,
		) as ICredentialDataDecryptedObject;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		type: string,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = valueOf(types, type);
		return typeof authenticate === 'function' ? await authenticate(credentials, options) : options;
	}

	async preAuthentication(
		...[helpers, credentials, type, , isExpired]: Parameters<
			ICredentialsHelper['preAuthentication']
		>
	) {
		const { properties, preAuthentication } = valueOf(types, type);
		const expirable = properties.find(({ typeOptions }) => typeOptions?.expirable)?.name;
		if (!expirable || !preAuthentication) return undefined;
		if ((credentials[expirable] ?? '') !== '' && !isExpired) return undefined;
		const renewed = await preAuthentication.call(restricted(helpers, credentials), credentials);
		if (renewed[expirable] === undefined) return undefined;
		Object.assign(valueOf(this.saved, type), renewed);
		return Object.assign(credentials, renewed);
	}

	async runPreAuthentication() {
		return undefined;
	}

	async updateCredentials(
		_details: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.saved[type] = data;
	}

	async updateCredentialsOauthTokenData(
		_details: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.saved[type] = data;
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return valueOf(types, type).properties;
	}

	async getCredentials(): Promise<never> {
		throw new Error('Nothing here reads encrypted credentials');
	}
}
