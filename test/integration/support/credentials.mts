import {
	type ICredentialDataDecryptedObject,
	ICredentialsHelper,
	type ICredentialType,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeProperties,
} from 'n8n-workflow';
import { AnnyCustomOAuth2Api } from '../../../credentials/AnnyCustomOAuth2Api.credentials.ts';
import { AnnyTokenApi } from '../../../credentials/AnnyTokenApi.credentials.ts';
import { AnybillRopcApi } from '../../../credentials/AnybillRopcApi.credentials.ts';

const types: Record<string, ICredentialType> = {
	annyTokenApi: new AnnyTokenApi(),
	annyCustomOAuth2Api: new AnnyCustomOAuth2Api(),
	anybillRopcApi: new AnybillRopcApi(),
};

/** Saved credentials without a database; the hooks are called when n8n's server calls them. */
export class MemoryCredentials extends ICredentialsHelper {
	constructor(private readonly saved: Record<string, ICredentialDataDecryptedObject>) {
		super();
	}

	getParentTypes(name: string): string[] {
		return types[name].extends ?? [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async getDecrypted(_data: unknown, _details: unknown, type: string) {
		return structuredClone(this.saved[type]);
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		type: string,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = types[type];
		return typeof authenticate === 'function' ? await authenticate(credentials, options) : options;
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		type: string,
		_node: INode,
		isExpired: boolean,
	) {
		const { properties, preAuthentication } = types[type];
		const expirable = properties.find(({ typeOptions }) => typeOptions?.expirable)?.name;
		if (!expirable || !preAuthentication) return undefined;
		if ((credentials[expirable] ?? '') !== '' && !isExpired) return undefined;
		const renewed = await preAuthentication.call(helpers, credentials);
		if (renewed[expirable] === undefined) return undefined;
		Object.assign(this.saved[type], renewed);
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
		return types[type].properties;
	}

	async getCredentials(): Promise<never> {
		throw new Error('Nothing here reads encrypted credentials');
	}
}
