import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';
import { CredentialError } from '../http/errors/errors';
import { ONLY_403_IS_NO_ERROR } from '../http/n8n-versions';
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

const NOT_ACCEPTED =
	'anny does not accept the token: it is wrong, expired or revoked. Create a new one in anny under Organization Settings → API';

const NOT_ANNY =
	'There is no anny at this address: it responds without a token, too. Check region and base URL';

const FAILURES: Record<number, string> = {
	401: NOT_ACCEPTED,
	404: 'There is no anny API at this address (status 404). Check region and base URL',
	429: 'anny received too many requests (status 429). Try again in a minute',
	500: 'anny responded with status 500, so that nothing is proved. Try again later',
	502: 'anny responded with status 502, so that nothing is proved. Try again later',
	503: 'anny responded with status 503, so that nothing is proved. Try again later',
	504: 'anny responded with status 504, so that nothing is proved. Try again later',
};

/** How a response says in itself that it is an error: n8n before 2.10 takes it for a success. */
const BODIES: Array<[key: string, value: unknown, message: string]> = [
	// The response to the request without a token, and it alone, is read as bytes.
	['BYTES_PER_ELEMENT', 1, NOT_ANNY],
	['errors[0].code', 'unauthenticated', NOT_ACCEPTED],
	['message', 'Unauthenticated.', NOT_ACCEPTED],
	...Object.entries(FAILURES).map(([status, message]): [string, unknown, string] => [
		'errors[0].status',
		status,
		message,
	]),
];

/** Marks the request of the credential's test, and no other; it is never sent. */
const TEST_HEADER = 'x-n8n-credential-test';

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
		const { [TEST_HEADER]: testHeader, ...headers } = requestOptions.headers ?? {};
		const token = cleanToken(credentials.accessToken);
		if (token === '') {
			throw new CredentialError(
				'The credential has no access token',
				'Open the credential and paste the token, or check the expression in "Access Token".',
			);
		}
		if (testHeader !== undefined) {
			askedWithout.add(credentials);
			return withoutToken(requestOptions, headers);
		}
		const signed = { ...headers, Authorization: `Bearer ${token}` };
		return askedWithout.has(credentials)
			? withToken(requestOptions, signed)
			: { ...requestOptions, headers: signed };
	}

	/**
	 * Two requests: one without the token, which anny's API rejects with 401, unlike a web server
	 * that takes anything; n8n then has it signed again, and sends it with the token. A token with narrow scopes gets
	 * 403, which still proves it.
	 */
	test: ICredentialTestRequest = {
		request: {
			baseURL: API_URL_EXPRESSION,
			url: '/api/v1/user',
			headers: { Accept: 'application/vnd.api+json, application/json', [TEST_HEADER]: 'true' },
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: ONLY_403_IS_NO_ERROR,
		},
		rules: [
			...Object.entries(FAILURES).map(([status, message]) => ({
				type: 'responseCode',
				properties: { value: Number(status), message },
			})),
			...BODIES.map(([key, value, message]) => ({
				type: 'responseSuccessBody',
				properties: { key, value, message },
			})),
		] as NonNullable<ICredentialTestRequest['rules']>,
	};
}

/** Every status but 2xx is an error of this one, and n8n goes on after 401 alone. */
function withoutToken(
	requestOptions: IHttpRequestOptions,
	headers: IDataObject,
): IHttpRequestOptions {
	return { ...requestOptions, headers, encoding: 'arraybuffer', ignoreHttpStatusErrors: false };
}

/** n8n hands over the options of the first request for the second one. */
function withToken(requestOptions: IHttpRequestOptions, headers: IDataObject): IHttpRequestOptions {
	const ignoreHttpStatusErrors = ONLY_403_IS_NO_ERROR;
	return { ...requestOptions, headers, encoding: 'json', ignoreHttpStatusErrors };
}
