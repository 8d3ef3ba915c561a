import type { Settings } from './types.mts';

/** The settings a sandbox starts with, and returns to on a reset. */
export function defaultSettings(): Settings {
	return {
		latencyMs: { anny: 0, anybill: 0 },
		jitterMs: 0,
		limits: {
			reads: 0,
			writes: 0,
			windowSeconds: 60,
			identicalPerSecond: 0,
			retryAfterForm: 'seconds',
		},
		anny: {
			accessTokenSeconds: 1440 * 60,
			refreshTokenSeconds: 30 * 86_400,
			standardTokenFields: false,
			defaultPageSize: 30,
			maxPageSize: 200,
			validationShape: 'jsonapi',
		},
		anybill: {
			accessTokenSeconds: 86_400,
			refreshTokenSeconds: 1_209_600,
			expiresInForm: 'number',
			refreshExpiryOnPassword: false,
			singleUseRefreshTokens: false,
			lockSeconds: 60,
			unauthorizedBody: 'empty',
		},
		data: {
			bookings: 120,
			customers: 40,
			resources: 8,
			services: 6,
			invoices: 25,
			'plan-subscriptions': 5,
			stores: 12,
			receipts: 30,
		},
	};
}

type Tree = { [key: string]: unknown };

const isTree = (value: unknown): value is Tree =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Merges a change into a tree, deeply, and returns the new tree.
 * @throws {Error} when the change names something that the tree does not have: a mistyped setting
 * must not pass for a setting. Below `latencyMs` any key is fine: it is a path prefix.
 */
export function merge<T extends object>(base: T, change: object, trail = ''): T {
	const merged: Tree = { ...(base as Tree) };
	for (const [key, value] of Object.entries(change)) {
		if (!Object.hasOwn(base, key) && trail !== 'latencyMs.') {
			throw new Error(`There is no setting "${trail}${key}".`);
		}
		const old = merged[key];
		merged[key] = isTree(old) && isTree(value) ? merge(old, value, `${trail}${key}.`) : value;
	}
	return merged as T;
}
