import type { INodeProperties } from 'n8n-workflow';
import { allowedDomainsFields } from '../allowed-domains';
import { ALLOWED_DOMAINS, regionFields } from './hosts';

/** The credential type that puts these fields into their order. */
export const FIELD_ORDER = 'annyClientApi';

/** What one fills in to connect with an OAuth2 client of one's own, in that order. */
export const clientFields: INodeProperties[] = [
	{
		displayName:
			'anny sets up OAuth2 clients on request: write to <a href="mailto:support@anny.co">support@anny.co</a>, say what you need it for, and give them the <b>OAuth Redirect URL</b> above. Without a client of your own, use the credential "anny Token API".',
		name: 'clientNotice',
		type: 'notice',
		default: '',
	},
	...regionFields({
		displayName: 'OAuth Base URL',
		name: 'authBaseUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://auth.anny.co',
		description:
			'The address before /oauth/authorize and /oauth/token. It has to start with https://, and unless it is on the host of the base URL, its host belongs into "Allowed Domains" below.',
		displayOptions: { show: { region: ['custom'] } },
	}),
	// n8n's own field of the credential that this one extends, and so the one way to PKCE that every
	// n8n understands: https://github.com/n8n-io/n8n/blob/master/packages/nodes-base/credentials/OAuth2Api.credentials.ts
	{
		displayName: 'Client Type',
		name: 'grantType',
		type: 'options',
		options: [
			{
				name: 'Confidential',
				value: 'authorizationCode',
				description: 'anny gave you a client ID and a client secret',
			},
			{
				name: 'Public',
				value: 'pkce',
				description: 'anny gave you a client ID only. The sign-in is secured with PKCE.',
			},
		],
		default: 'authorizationCode',
		description: 'Which kind of client anny has set up for you',
	},
	{
		displayName: 'Client ID',
		name: 'clientId',
		type: 'string',
		default: '',
		required: true,
		hint: 'From anny support, who set up the client for you',
	},
	{
		displayName: 'Client Secret',
		name: 'clientSecret',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		required: true,
		hint: 'From anny support, together with the client ID',
		displayOptions: { show: { grantType: ['authorizationCode'] } },
	},
	{
		displayName: 'Scope',
		name: 'scope',
		type: 'string',
		default: '',
		placeholder: 'e.g. user:read b.bookings:* b.customers:*',
		description:
			'What the connection may do, separated by spaces. Leave it empty for what anny gives your client by default. After a change, connect again. n8n before 2.20 does not send it.',
	},
	...allowedDomainsFields(ALLOWED_DOMAINS),
];
