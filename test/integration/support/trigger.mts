/** Publishes a trigger of ours and hands it deliveries, with n8n-core's own contexts. */
import 'reflect-metadata';
import './quiet.mts';
import { HookContext, WebhookContext } from 'n8n-core';
import {
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IHookFunctions,
	type INode,
	type INodeParameters,
	type INodeType,
	type IWebhookData,
	type IWebhookFunctions,
	type IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { FakeResponse } from '../../unit/support/fake-response.mts';
import { MemoryCredentials } from './credentials.mts';

export interface TriggerOptions {
	parameters: INodeParameters;
	credentials: Record<string, ICredentialDataDecryptedObject>;
	/** Pauses are kept by it: another one begins without. */
	credentialId: string;
	/** Where n8n takes deliveries, in its own view. */
	webhookBaseUrl?: string;
}

/** A workflow of one trigger, as n8n's server keeps it. */
export class PublishedTrigger {
	readonly url: string;
	/** n8n's copy. */
	private readonly node: INode;
	private readonly type: INodeType;
	private readonly workflow: Workflow;
	private readonly additionalData: IWorkflowExecuteAdditionalData;

	constructor(type: INodeType, options: TriggerOptions) {
		const { parameters, credentials, credentialId } = options;
		const { webhookBaseUrl = 'http://localhost:5678/webhook' } = options;
		const nodeType = () => type;
		this.workflow = new Workflow({
			id: 'workflow',
			name: 'Test',
			nodes: [
				{
					id: 'trigger',
					name: 'Trigger',
					type: type.description.name,
					typeVersion: 1,
					position: [0, 0],
					webhookId: 'own',
					parameters,
					credentials: Object.fromEntries(
						Object.keys(credentials).map((name) => [name, { id: credentialId, name }]),
					),
				},
			],
			connections: {},
			active: true,
			nodeTypes: {
				getByName: nodeType,
				getByNameAndVersion: nodeType,
				getKnownTypes: () => ({}),
			},
			staticData: {},
		});
		this.type = type;
		this.node = this.workflow.getNode('Trigger') as INode;
		this.url = `${webhookBaseUrl}/own/webhook`;
		this.additionalData = {
			credentialsHelper: new MemoryCredentials(credentials),
			executionId: 'execution',
			variables: {},
			webhookBaseUrl,
		} as unknown as IWorkflowExecuteAdditionalData;
	}

	setParameters(parameters: INodeParameters): void {
		Object.assign(this.node.parameters, parameters);
	}

	/** What n8n stores of the node. */
	get stored(): IDataObject {
		const staticData = this.workflow.getStaticData('node', this.node);
		return JSON.parse(JSON.stringify(staticData)) as IDataObject;
	}

	/** Calls what n8n calls when a workflow is published or unpublished. */
	async call(method: 'checkExists' | 'create' | 'delete'): Promise<boolean> {
		const { type, workflow, node, additionalData, webhook } = this;
		const hook = type.webhookMethods?.default?.[method];
		if (!hook) throw new Error(`The trigger has no ${method}`);
		const context = new HookContext(workflow, node, additionalData, 'trigger', 'activate', webhook);
		return await hook.call(context as IHookFunctions);
	}

	/** Hands over a delivery, and ends the response as n8n does. */
	async receive(headers: Record<string, string>, body: unknown) {
		const { type, workflow, node, webhook } = this;
		const httpResponse = new FakeResponse();
		const rawBody = Buffer.from(JSON.stringify(body));
		const httpRequest = { path: new URL(this.url).pathname, headers, rawBody };
		const additionalData = {
			...this.additionalData,
			httpRequest,
			httpResponse,
		} as unknown as IWorkflowExecuteAdditionalData;
		const context = new WebhookContext(
			workflow,
			node,
			additionalData,
			'webhook',
			webhook,
			[],
			null,
		);
		const result = await type.webhook?.call(context as IWebhookFunctions);
		const items = result?.workflowData?.[0]?.map(({ json }) => json);
		if (items) httpResponse.json(result?.webhookResponse);
		return { statusCode: httpResponse.statusCode, items };
	}

	private get webhook(): IWebhookData {
		const [webhookDescription] = this.type.description.webhooks ?? [];
		return { node: 'Trigger', webhookDescription } as IWebhookData;
	}
}
