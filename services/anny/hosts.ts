import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { textOf } from '../../http/json';

/** As the service writes its own name. */
export const SERVICE_NAME = 'anny';

interface Hosts {
	api: string;
	auth: string;
}

/** anny's regions (https://developers.anny.co, and anny's own n8n package). */
const HOSTS: Record<string, Hosts> = {
	co: { api: 'https://b.anny.co', auth: 'https://auth.anny.co' },
	eu: { api: 'https://b.anny.eu', auth: 'https://auth.anny.eu' },
	staging: { api: 'https://b.staging.anny.co', auth: 'https://auth.staging.anny.co' },
};

/**
 * The first fields of a credential: region, and the address where the region is "Custom".
 *
 * @param customFields further addresses that a custom region needs
 */
export function regionFields(...customFields: INodeProperties[]): INodeProperties[] {
	return [
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				{ name: 'anny.co', value: 'co', description: 'The standard cloud' },
				{ name: 'anny.eu', value: 'eu', description: 'The Gov Cloud' },
				{ name: 'Staging', value: 'staging', description: 'For tests, by arrangement with anny' },
				{ name: 'Custom', value: 'custom', description: 'Enter the addresses yourself' },
			],
			default: 'co',
			description:
				'Where your organization lives: the ending of the address at which you open anny in the browser',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://b.anny.co',
			description: 'The address before paths such as /api/v1/bookings',
			displayOptions: { show: { region: ['custom'] } },
		},
		...customFields,
	];
}

/** Where a credential may be sent unless the user says otherwise: these hosts, no other subdomain. */
export const ALLOWED_DOMAINS = Object.values(HOSTS)
	.flatMap(({ api, auth }) => [new URL(api).host, new URL(auth).host])
	.join(', ');

/** Where documents may lie besides; they are fetched without the credential. */
export const DOCUMENT_HOSTS = '*.anny.co, *.anny.eu';

/** The origin that relative paths resolve against. */
export function annyBaseUrl(credentials: IDataObject): string {
	return HOSTS[textOf(credentials.region)]?.api ?? textOf(credentials.baseUrl);
}

/** Where one signs in with OAuth2; undefined in a custom region. */
export function annySignInUrl({ region }: IDataObject): string | undefined {
	return HOSTS[textOf(region)]?.auth;
}

/** The addresses of all regions, as JavaScript for an expression of n8n. */
export function regionsInExpression(kind: keyof Hosts): string {
	return JSON.stringify(
		Object.fromEntries(Object.entries(HOSTS).map(([region, hosts]) => [region, hosts[kind]])),
	);
}

/**
 * A custom address, as JavaScript for an expression of n8n; spaces and slashes at its ends do no harm.
 *
 * @param source how the expression names the credential's data
 */
export function customInExpression(source: string, field: 'baseUrl' | 'authBaseUrl'): string {
	return String.raw`String(${source}["${field}"] || "").trim().replace(/\/+$/, "")`;
}

/** n8n's expression for the address that a credential test asks. */
export const API_URL_EXPRESSION = `={{ (${regionsInExpression('api')}[$credentials["region"]] || ${customInExpression('$credentials', 'baseUrl')}) }}`;
