import type { IWebhookDescription } from 'n8n-workflow';

/** The webhook of a trigger whose deliveries `receiveDelivery` takes. */
export const webhookDescription: IWebhookDescription = {
	name: 'default',
	httpMethod: 'POST',
	// The sender gets its response as soon as the execution has been started.
	responseMode: 'onReceived',
	// Empty: the response is what `webhook()` returns, and not n8n's default.
	responseData: '',
	path: 'webhook',
};
