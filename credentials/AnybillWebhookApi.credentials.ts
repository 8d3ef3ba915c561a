import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { SERVICE_NAME } from '../services/anybill/hosts';

export class AnybillWebhookApi implements ICredentialType {
	name = 'anybillWebhookApi';

	displayName = `${SERVICE_NAME} Webhook API`;

	icon: Icon = { light: 'file:../icons/anybill.svg', dark: 'file:../icons/anybill.dark.svg' };

	documentationUrl = 'https://developers.anybill.de';

	properties: INodeProperties[] = [
		{
			displayName:
				'You choose the key yourself, and anybill sends it along with every receipt. Make a long random one, with a password manager or by <code>openssl rand -hex 32</code>. Tell anybill the key and the production URL of your anybill Trigger: they register webhooks by hand.',
			name: 'keyNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'At least 20 characters: letters, digits and signs, no spaces',
			description:
				'What anybill sends in the header X-API-KEY. Whoever knows it can start your workflow.',
		},
	];
}
