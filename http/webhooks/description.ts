import { NodeConnectionTypes, type INodeTypeDescription } from 'n8n-workflow';

/** What all triggers are alike in: started by the deliveries that `receiveDelivery` takes. */
export const triggerDescription = {
	group: ['trigger'],
	inputs: [],
	outputs: [NodeConnectionTypes.Main],
	webhooks: [
		{
			name: 'default',
			httpMethod: 'POST',
			// The sender gets its response as soon as the execution has been started.
			responseMode: 'onReceived',
			// Empty: the response is what `webhook()` returns, and not n8n's default.
			responseData: '',
			path: 'webhook',
		},
	],
} satisfies Partial<INodeTypeDescription>;
