import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';
import { allowedDomainsFields } from '../services/allowed-domains';
import { API_REJECTS_TOKEN, EXPIRABLE } from '../services/anybill/credential-terms';
import { ALLOWED_DOMAINS, SERVICE_NAME, TOKEN_URL, VENDOR_API } from '../services/anybill/hosts';
import { SCOPES } from '../services/anybill/scopes';
import { statusMessages, testRequest, testRules } from '../services/credential-test';

/** Loaded with the first sign-in: see `http/on-demand.ts`. */
const hooks = async () => (await import('../services/anybill/n8n-hooks.js')).credentialHooks;

const CHECK = 'Check environment and base URL';

export class AnybillRopcApi implements ICredentialType {
	name = 'anybillRopcApi';

	displayName = `${SERVICE_NAME} ROPC API`;

	icon: Icon = { light: 'file:../icons/anybill.svg', dark: 'file:../icons/anybill.dark.svg' };

	documentationUrl = 'https://developers.anybill.de';

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Production', value: 'production', description: 'Vendor API at vendor.anybill.de' },
				{ name: 'Staging', value: 'staging', description: 'Vendor API at vendor.stg.anybill.de' },
				{
					name: 'Custom',
					value: 'custom',
					description: 'Another API of anybill, e.g. the Partner Platform',
				},
			],
			default: 'production',
			description: 'Which API the requests go to',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://vendor.anybill.de',
			description:
				'The address that paths are appended to. anybill gives you the one of the Partner Platform with your account.',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'Token URL',
			name: 'tokenUrl',
			type: 'string',
			typeOptions: { password: false },
			default: TOKEN_URL,
			placeholder: `e.g. ${TOKEN_URL}`,
			description: 'OAuth2 token endpoint. Change it only if anybill tells you to.',
			displayOptions: { show: { environment: ['custom'] } },
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 6f1b3c1e-0000-4000-8000-000000000000',
			description: 'From anybill, together with the service account',
		},
		{
			displayName: 'User Name',
			name: 'username',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. service@your-company.com',
			description: 'User name of the service account that anybill set up for you',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Password of the service account',
		},
		{
			displayName: 'Scopes',
			name: 'scopes',
			type: 'multiOptions',
			options: SCOPES,
			// n8n's dialog has a list called "scopes" of its own, so that it starts this one empty.
			default: ['https://ad.anybill.de/vendor/bill'],
			required: true,
			hint: 'Choose at least one, for example "Vendor: Bill" to create receipts',
			description:
				'Permissions to request. They must all belong to the same API, Vendor or Partner Platform.',
		},
		{
			displayName: 'Additional Scopes',
			name: 'additionalScopes',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://ad.anybill.de/partner-platform/onboarding',
			description: 'Scopes that are not in the list, separated by spaces',
		},
		...allowedDomainsFields(ALLOWED_DOMAINS),
		{
			displayName: 'Sign In Before Request',
			name: EXPIRABLE,
			type: 'hidden',
			typeOptions: { expirable: true },
			default: '',
		},
		...Object.entries({
			accessToken: 'Access Token',
			accessTokenExpiresAt: 'Access Token Expires At',
			refreshToken: 'Refresh Token',
			refreshTokenExpiresAt: 'Refresh Token Expires At',
			tokenIdentity: 'Token Identity',
		}).map(
			([name, displayName]): INodeProperties => ({
				displayName,
				name,
				type: 'hidden',
				// n8n sends hidden fields to the browser in clear unless they are marked as passwords.
				typeOptions: { password: true },
				default: '',
			}),
		),
	];

	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		return await (await hooks()).preAuthenticate(this.helpers.httpRequest, credentials);
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return (await hooks()).authenticate(credentials, requestOptions);
	}

	/** The hooks choose the path, by the scopes, and sign in between the two requests. */
	test: ICredentialTestRequest = {
		request: testRequest({
			baseURL: `={{ ${JSON.stringify(VENDOR_API)}[$credentials.environment] || $credentials.baseUrl.trim() }}`,
			url: '/',
		}),
		rules: testRules(SERVICE_NAME, CHECK, {
			401: API_REJECTS_TOKEN,
			...statusMessages(SERVICE_NAME, CHECK),
		}),
	};
}
