import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { listSearchOnDemand } from '../../http/on-demand';
import { triggerDescription } from '../../http/webhooks/description';
import { eventOptions } from '../../services/anny/events';
import { organizationField, triggerAuthenticationField } from '../../services/anny/fields';
import { loadAnny } from '../../services/anny/load';
import { annyPickers } from '../../services/anny/pickers';

const webhooks = async () => await import('../../services/anny/webhooks.js');

export class AnnyHttpRequestTrigger implements INodeType {
	description: INodeTypeDescription = {
		...triggerDescription,
		displayName: 'anny Trigger',
		name: 'annyHttpRequestTrigger',
		icon: { light: 'file:../../icons/anny.svg', dark: 'file:../../icons/anny.dark.svg' },
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description: 'Start a workflow when something happens in anny: a booking, an order, an invoice',
		defaults: { name: 'anny Trigger' },
		credentials: [
			{
				name: 'annyTokenApi',
				required: true,
				displayOptions: { show: { authentication: ['apiToken'] } },
			},
			{
				name: 'annyCustomOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
		],
		properties: [
			triggerAuthenticationField,
			organizationField,
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				noDataExpression: true,
				required: true,
				options: eventOptions,
				default: [],
				description: 'What starts the workflow',
			},
			{
				displayName: 'Simplify',
				name: 'simplify',
				type: 'boolean',
				default: true,
				description:
					'Whether to return the event and its record flat, instead of the delivery as anny sends it',
			},
		],
	};

	methods = { listSearch: listSearchOnDemand(loadAnny, annyPickers) };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await (await webhooks()).subscriptionExists(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await (await webhooks()).createSubscription(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await (await webhooks()).deleteSubscription(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await (await webhooks()).receiveEvent(this);
	}
}
