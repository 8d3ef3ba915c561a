import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';
import { CredentialError } from '../http/errors/errors';
import { ONLY_401_IS_AN_ERROR } from '../http/n8n-versions';
import { assertMaySign } from '../http/request/signing-lock';
import { allowedDomainsFields } from '../services/allowed-domains';
import {
	ALLOWED_DOMAINS,
	annyBaseUrl,
	hostExpression,
	regionFields,
	SERVICE_NAME,
} from '../services/anny/hosts';
import { cleanToken } from '../services/anny/api-token';

const NOT_ACCEPTED =
	'anny does not accept the token: it is wrong, expired or revoked. Create a new one in anny under Organization Settings → API';

/** How a response says 401 in its body. n8n before 2.10 takes it for a success. */
const BODIES_OF_401 = [
	['errors[0].status', '401'],
	['errors[0].code', 'unauthenticated'],
	['message', 'Unauthenticated.'],
];

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
		const Authorization = `Bearer ${token}`;
		return { ...requestOptions, headers: { ...requestOptions.headers, Authorization } };
	}

	/** A token with narrow scopes gets 403, which still proves it. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: hostExpression('api', '$credentials', 'baseUrl'),
			url: '/api/v1/user',
			headers: { Accept: 'application/vnd.api+json, application/json' },
			ignoreHttpStatusErrors: ONLY_401_IS_AN_ERROR,
		},
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: NOT_ACCEPTED } },
			...BODIES_OF_401.map(([key, value]) => ({
				type: 'responseSuccessBody',
				properties: { key, value, message: NOT_ACCEPTED },
			})),
		] as NonNullable<ICredentialTestRequest['rules']>,
	};
}
