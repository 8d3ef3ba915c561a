import type { IDataObject } from 'n8n-workflow';
import { textOf } from '../../http/json';

/** As the service writes its own name. */
export const SERVICE_NAME = 'anybill';

/** The Vendor API, version 3 (https://developers.anybill.de). */
export const VENDOR_API: Record<string, string> = {
	production: 'https://vendor.anybill.de',
	staging: 'https://vendor.stg.anybill.de',
};

/** The sign-in of both environments: Azure AD B2C with the policy for service accounts. */
export const TOKEN_URL =
	'https://adanybill.b2clogin.com/ad.anybill.de/oauth2/v2.0/token?p=b2c_1_ropc_vendor';

/** Where a credential may be sent unless the user says otherwise: these hosts, no other subdomain. */
export const ALLOWED_DOMAINS = [...Object.values(VENDOR_API), TOKEN_URL]
	.map((url) => new URL(url).host)
	.join(', ');

/** Where documents may lie besides; they are fetched without the credential. */
export const DOCUMENT_HOSTS = '*.anybill.de';

/** The origin that relative paths resolve against. */
export function anybillBaseUrl(credentials: IDataObject): string {
	return VENDOR_API[textOf(credentials.environment)] ?? textOf(credentials.baseUrl).trim();
}

/** The OAuth2 token endpoint. */
export function anybillTokenUrl(credentials: IDataObject): string {
	const custom = credentials.environment === 'custom' ? textOf(credentials.tokenUrl) : '';
	return custom.trim() || TOKEN_URL;
}
