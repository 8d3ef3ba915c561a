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
import { ONLY_401_IS_AN_ERROR } from '../http/n8n-versions';
import { allowedDomainsFields } from '../services/allowed-domains';
import { ALLOWED_DOMAINS, SERVICE_NAME, TOKEN_URL, VENDOR_API } from '../services/anybill/hosts';
import { SCOPES } from '../services/anybill/scopes';
import { assertLiveToken, currentTokens } from '../services/anybill/n8n-hooks';

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
			description: 'Where the service account signs in. Seldom another than this one.',
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
			description: 'Of the service account that anybill set up for you',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Of the service account',
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
				'What the credential may do. All of one family: a token is for the Vendor API or for the Partner Platform.',
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
				typeOptions: { password: true, ...(name === 'accessToken' && { expirable: true }) },
				default: '',
			}),
		),
	];

	/** n8n stores what this returns; without an access token in it, n8n changes nothing. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const tokens = await currentTokens(this.helpers.httpRequest, credentials);
		// n8n 1 stores all of `credentials`, and would show this one to the browser.
		const forgotten = credentials.rejectedAccessToken ? { rejectedAccessToken: '' } : {};
		return { ...tokens, ...forgotten };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		// Of all requests only the test below has a list of statuses that are errors.
		const isTest = typeof requestOptions.ignoreHttpStatusErrors === 'object';
		const Authorization = `Bearer ${assertLiveToken(credentials, isTest ? 'test' : 'request')}`;
		return { ...requestOptions, headers: { ...requestOptions.headers, Authorization } };
	}

	/**
	 * The hook signs in; this request proves the token. It reads at most one store: without the scope
	 * for it the API answers 403, on another API 404, and both have accepted the token by then.
	 */
	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ ${JSON.stringify(VENDOR_API)}[$credentials.environment] || $credentials.baseUrl }}`,
			url: '/api/v3/store',
			qs: { skip: 0, take: 1 },
			ignoreHttpStatusErrors: ONLY_401_IS_AN_ERROR,
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'The sign-in worked, but the API does not accept its token. Check environment, base URL and scopes',
				},
			},
		],
	};
}
