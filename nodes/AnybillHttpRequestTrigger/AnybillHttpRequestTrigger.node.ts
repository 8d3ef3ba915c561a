import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { triggerDescription } from '../../http/webhooks/description';

const webhooks = async () => await import('../../services/anybill/webhooks.js');

export class AnybillHttpRequestTrigger implements INodeType {
	description: INodeTypeDescription = {
		...triggerDescription,
		displayName: 'anybill Trigger',
		name: 'anybillHttpRequestTrigger',
		icon: { light: 'file:../../icons/anybill.svg', dark: 'file:../../icons/anybill.dark.svg' },
		version: 1,
		subtitle: '={{ $parameter["stores"] }}',
		description: 'Start a workflow when a digital receipt arrives',
		defaults: { name: 'anybill Trigger' },
		credentials: [{ name: 'anybillWebhookApi', required: true, testedBy: 'testWebhookKey' }],
		properties: [
			{
				displayName:
					'anybill register webhooks by hand. Send them the <b>Production URL</b> above and the key from the credential, and ask for every receipt to be sent there with the key in the header <code>X-API-KEY</code>. If the URL begins with http or names localhost, set WEBHOOK_URL in n8n first.',
				name: 'registrationNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Stores',
				name: 'stores',
				type: 'string',
				default: '',
				placeholder: 'e.g. 0e1f7a52-3c1b-4f0e-9d55-6a1c7b0f2d11, S-12',
				description:
					'Only receipts of these stores start the workflow: store IDs of anybill or external ones, separated by commas, semicolons or line breaks, in upper or lower case. Leave it empty for all stores.',
			},
		],
	};

	methods = {
		credentialTest: {
			async testWebhookKey(
				this: ICredentialTestFunctions,
				{ data }: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				return (await webhooks()).checkWebhookKey(data ?? {});
			},
		},
	};

	/** There is no interface to register a webhook with: anybill does it by hand. */
	webhookMethods = {
		default: {
			checkExists(): Promise<boolean> {
				return Promise.resolve(true);
			},
			create(): Promise<boolean> {
				return Promise.resolve(true);
			},
			delete(): Promise<boolean> {
				return Promise.resolve(true);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await (await webhooks()).receiveReceipt(this);
	}
}
