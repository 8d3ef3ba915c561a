import {
	type ICredentialDataDecryptedObject,
	type ICredentialsExpressionResolveValues,
	ICredentialsHelper,
	type ICredentialType,
	type IExecuteData,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type IWorkflowExecuteAdditionalData,
	NodeHelpers,
	type WorkflowExecuteMode,
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

	/** Defaults and expressions as n8n's server resolves them. */
	async getDecrypted(
		_data: IWorkflowExecuteAdditionalData,
		_details: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		isRaw?: boolean,
		resolve?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const saved = structuredClone(this.saved[type]);
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
