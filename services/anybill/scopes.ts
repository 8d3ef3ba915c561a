import type { INodePropertyOptions } from 'n8n-workflow';

const VENDOR = 'https://ad.anybill.de/vendor/';
const PARTNER_PLATFORM = 'https://ad.anybill.de/partner-platform/';

/** The documented scopes (https://developers.anybill.de), by family. */
export const SCOPES: INodePropertyOptions[] = [
	{
		name: 'Partner Platform: Bill',
		value: `${PARTNER_PLATFORM}bill`,
		description: 'Receipts of your users',
	},
	{
		name: 'Partner Platform: Category',
		value: `${PARTNER_PLATFORM}category`,
		description: 'Receipt categories (older documentation)',
	},
	{
		name: 'Partner Platform: User',
		value: `${PARTNER_PLATFORM}user`,
		description: 'Create users and get tokens for them',
	},
	{ name: 'Vendor: Bill', value: `${VENDOR}bill`, description: 'Create and delete receipts' },
	{
		name: 'Vendor: Category',
		value: `${VENDOR}category`,
		description: 'Receipt categories (older documentation)',
	},
	{ name: 'Vendor: Customer', value: `${VENDOR}customer`, description: 'Your own customer record' },
	{ name: 'Vendor: Store', value: `${VENDOR}store`, description: 'Stores of the customer' },
	{ name: 'Vendor: User', value: `${VENDOR}user`, description: 'Users of the customer' },
];

/** Asked for with every sign-in, never chosen. */
const PROTOCOL_SCOPES = ['openid', 'offline_access'];

/**
 * In a team's project, n8n's dialog starts every field that is called "scopes" with the user's
 * permissions in that project, e.g. `credential:create`.
 */
const N8N_PERMISSION = /^[a-z]+:[a-z]+$/i;

/**
 * The scopes of a credential: those picked and those typed, each once.
 *
 * @param picked the list of the field "Scopes"; text is taken as well
 * @param typed the field "Additional Scopes", separated by spaces, commas or line breaks
 */
export function scopesOf(picked: unknown, typed: unknown): string[] {
	const texts = [...(Array.isArray(picked) ? (picked as unknown[]) : [picked]), typed];
	const scopes = texts.flatMap((text) => (typeof text === 'string' ? text.split(/[\s,]+/) : []));
	return [...new Set(scopes)].filter(
		(scope) => scope !== '' && !PROTOCOL_SCOPES.includes(scope) && !N8N_PERMISSION.test(scope),
	);
}

/**
 * What keeps scopes from being asked for together. A token is for one resource (AADB2C90146,
 * https://learn.microsoft.com/azure/active-directory-b2c/error-codes).
 *
 * @returns undefined where they are fine
 */
export function scopeProblem(scopes: string[]): string | undefined {
	if (scopes.length === 0) return 'No scope is chosen';
	const families = new Set(scopes.map(resourceOf));
	if (families.size === 1) return undefined;
	return `Scopes of different families cannot be mixed: ${[...families].join(' and ')}`;
}

/** Whether a scope is one of the Partner Platform API. */
export function isPartnerPlatform(scope: string): boolean {
	return scope.startsWith(PARTNER_PLATFORM);
}

/** `https://ad.anybill.de/vendor/bill` → `https://ad.anybill.de/vendor`. */
function resourceOf(scope: string): string {
	return scope.slice(0, Math.max(scope.lastIndexOf('/'), 0)) || scope;
}
