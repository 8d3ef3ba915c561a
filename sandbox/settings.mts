import { isObject, type JsonObject } from './json.mts';

/** The settings a sandbox starts with, and returns to on a reset. */
export function defaultSettings() {
	return {
		/** Milliseconds before a response, by service name or path prefix; the longest prefix wins. */
		latencyMs: { anny: 0, anybill: 0 } as LatencyMs,
		/** anny's rate limits; 0 means off. Documented: 400 reads, 100 writes, 60 s, 4 identical. */
		limits: {
			reads: 0,
			writes: 0,
			windowSeconds: 60,
			identicalPerSecond: 0,
			retryAfterForm: 'seconds' as 'seconds' | 'date',
			/** Other limits, from some request on: a limit that changes on the way. */
			later: null as LaterLimits | null,
		},
		/** Lists that do not behave, in both services. */
		paging: {
			/** Every page is the first one, whatever `page[number]` or `skip` asks for. */
			ignoresPage: false,
			/** Pages, from 1 on, that come empty although more follow. */
			emptyPages: [] as number[],
		},
		anny: {
			accessTokenSeconds: 1440 * 60,
			/** Adds `token_type` and `expires_in` to the token response, which anny's does not have. */
			standardTokenFields: false,
			maxPageSize: 200,
			/** Milliseconds before each retry of a webhook. Documented: up to three retries. */
			webhookPausesMs: [100, 200, 400],
			/** Validation errors as JSON:API errors, or as `{message, errors: {field: [...]}}`. */
			validationShape: 'jsonapi' as 'jsonapi' | 'message',
		},
		anybill: {
			accessTokenSeconds: 86_400,
			expiresInForm: 'number' as 'number' | 'string',
			/** B2C itself lets a refresh token be used again. */
			singleUseRefreshTokens: false,
			webhookPausesMs: [100, 200, 400],
			/**
			 * The response to a bill: `{url}` or 204 as documented, or an object that says of which kind
			 * the match was, as anybill's .NET client knows it.
			 */
			billResponse: 'documented' as 'documented' | 'kinds',
			/** The body of a 401. */
			unauthorizedBody: 'empty' as 'empty' | 'string',
		},
		/** How many records there are. */
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

export type Settings = ReturnType<typeof defaultSettings>;

/** Any part of the settings. */
export type SettingsPatch = { [K in keyof Settings]?: Partial<Settings[K]> };

interface LaterLimits {
	/** How many requests pass or are refused under the first limits. */
	afterRequests: number;
	reads: number;
	writes: number;
	windowSeconds: number;
}

type LatencyMs = Record<'anny' | 'anybill', number> & Partial<Record<string, number>>;

/**
 * Merges a change into a tree, deeply, and returns the new tree.
 * @throws {Error} when the change names something that the tree does not have: a mistyped setting
 * must not pass for a setting. Below `latencyMs` any key is fine: it is a path prefix.
 */
export function merge<T extends object>(base: T, change: object, trail = ''): T {
	const merged = { ...base } as JsonObject;
	for (const [key, value] of Object.entries(change)) {
		if (!Object.hasOwn(base, key) && trail !== 'latencyMs.') {
			throw new Error(`There is no setting "${trail}${key}".`);
		}
		const old = merged[key];
		merged[key] = isObject(old) && isObject(value) ? merge(old, value, `${trail}${key}.`) : value;
	}
	return merged as T;
}
