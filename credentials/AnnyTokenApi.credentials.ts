import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';
import { CredentialError } from '../http/errors/errors';
import { assertMaySign } from '../http/request/signing-lock';
import { allowedDomainsFields } from '../services/allowed-domains';
import {
	ALLOWED_DOMAINS,
	annyBaseUrl,
	API_URL_EXPRESSION,
	regionFields,
	SERVICE_NAME,
} from '../services/anny/hosts';
import { cleanToken } from '../services/anny/api-token';
import {
	isTestRequest,
	statusMessages,
	testRequest,
	testRules,
	withoutToken,
	withToken,
	type BodySign,
} from '../services/credential-test';

const NOT_ACCEPTED =
	'anny does not accept the token: it is wrong, expired or revoked. Create a new one in anny under Organization Settings → API';

const CHECK = 'Check region and base URL';

const FAILURES = { 401: NOT_ACCEPTED, ...statusMessages(SERVICE_NAME, CHECK) };

/** How a response says in itself that it is an error: n8n before 2.10 takes it for a success. */
const BODIES: BodySign[] = [
	['errors[0].code', 'unauthenticated', NOT_ACCEPTED],
	['message', 'Unauthenticated.', NOT_ACCEPTED],
	...Object.entries(FAILURES)
		.filter(([status]) => status !== '403')
		.map(([status, message]): BodySign => ['errors[0].status', status, message]),
];

/** Credential data with which a test has asked without the token. n8n calls the hook without `this`. */
const askedWithout = new WeakSet<ICredentialDataDecryptedObject>();

export class AnnyTokenApi implements ICredentialType {
	name = 'annyTokenApi';

	displayName = `${SERVICE_NAME} Token API`;

	icon: Icon = { light: 'file:../icons/anny.svg', dark: 'file:../icons/anny.dark.svg' };

	documentationUrl = 'https://developers.anny.co';

	properties: INodeProperties[] = [
		...regionFields(),
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			hint: 'In anny: Organization Settings → API → create an access token',
			description:
				'Choose the scopes that your workflows need, for example b.bookings:*. anny shows the token once: copy it and paste it here.',
		},
		...allowedDomainsFields(ALLOWED_DOMAINS),
	];

	/** A function: n8n evaluates an expression anew for every request, which costs a millisecond. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		assertMaySign(credentials, annyBaseUrl(credentials), requestOptions);
		const token = cleanToken(credentials.accessToken);
		if (token === '') {
			throw new CredentialError(
				'The credential has no access token',
				'Open the credential and paste the token, or check the expression in "Access Token".',
			);
		}
		if (isTestRequest(requestOptions)) {
			askedWithout.add(credentials);
			return withoutToken(requestOptions);
		}
		if (askedWithout.has(credentials)) return withToken(requestOptions, token);
		const headers = { ...requestOptions.headers, Authorization: `Bearer ${token}` };
		return { ...requestOptions, headers };
	}

	test: ICredentialTestRequest = {
		request: testRequest({
			baseURL: API_URL_EXPRESSION,
			url: '/api/v1/user',
			headers: { Accept: 'application/vnd.api+json, application/json' },
		}),
		rules: testRules(SERVICE_NAME, CHECK, FAILURES, BODIES),
	};
}
