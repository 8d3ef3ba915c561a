import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { allowedDomainsFields } from '../services/allowed-domains';
import { ALLOWED_DOMAINS, hostExpression, REGIONS, SERVICE_NAME } from '../services/anny/hosts';

export class AnnyCustomOAuth2Api implements ICredentialType {
	name = 'annyCustomOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = `${SERVICE_NAME} Custom OAuth2 API`;

	icon: Icon = { light: 'file:../icons/anny.svg', dark: 'file:../icons/anny.dark.svg' };

	documentationUrl = 'https://developers.anny.co';

	properties: INodeProperties[] = [
		{
			displayName:
				'Ask support@anny.co for a client ID of your own, and give them the OAuth Redirect URL shown above. Without one, use "anny Token API".',
			name: 'clientNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: REGIONS,
			default: 'co',
			description: 'Where your organization lives: the ending of the address in your dashboard',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://b.anny.co',
			description: 'The address that paths such as /api/v1/bookings are appended to',
			displayOptions: { show: { region: ['custom'] } },
		},
		{
			displayName: 'OAuth Base URL',
			name: 'authBaseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://auth.anny.co',
			description: 'The address of /oauth/authorize and /oauth/token',
			displayOptions: { show: { region: ['custom'] } },
		},
		{
			displayName: 'Client Type',
			name: 'clientType',
			type: 'options',
			options: [
				{
					name: 'Confidential',
					value: 'confidential',
					description: 'anny gave you a client ID and a client secret',
				},
				{
					name: 'Public (PKCE)',
					value: 'public',
					description: 'anny gave you a client ID only',
				},
			],
			default: 'confidential',
			description: 'Which kind of client anny has set up for you',
		},
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: '={{ $self["clientType"] === "public" ? "pkce" : "authorizationCode" }}',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'From anny, by e-mail',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'From anny, together with the client ID',
			displayOptions: { show: { clientType: ['confidential'] } },
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: '',
			placeholder: 'e.g. user:read b.bookings:* b.customers:*',
			description:
				'What the connection may do, separated by spaces. Empty for what anny gives your client by default.',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: hostExpression('auth', '$self', 'authBaseUrl', '/oauth/authorize'),
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: hostExpression('auth', '$self', 'authBaseUrl', '/oauth/token'),
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'body',
		},
		...allowedDomainsFields(ALLOWED_DOMAINS),
	];
}
