import type { Counters, ServiceCounters } from './types.mts';

const emptyServiceCounters = (): ServiceCounters => ({
	requests: {},
	statuses: {},
	byToken: {},
	byAccount: {},
	writesByAccount: {},
	tokenRequests: 0,
	tokenRequestsByGrant: {},
	grants: {},
	grantErrors: {},
	refreshTokenReused: 0,
	inFlight: 0,
	maxInFlight: 0,
	connections: 0,
});

/** All counters at zero. */
export function emptyCounters(): Counters {
	return {
		anny: { ...emptyServiceCounters(), notifications: {}, downloadsWithAuthorization: 0 },
		anybill: {
			...emptyServiceCounters(),
			billsAccepted: 0,
			billsByAccount: {},
			receiptUrlsCreated: 0,
		},
		foreign: { requests: 0 },
	};
}

export function count(counter: Record<string, number>, key: string): void {
	counter[key] = (counter[key] ?? 0) + 1;
}

const ID = /^(\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** The path and the query (without the question mark) of a request's target, as they were sent. */
export function splitTarget(target: string): { path: string; query: string } {
	const [path = '', ...query] = target.split('?');
	return { path, query: query.join('?') };
}

/** A path with its ids replaced: `/api/v1/bookings/7` becomes `/api/v1/bookings/{id}`. */
export function routePattern(path: string): string {
	return path
		.split('/')
		.map((segment) => (ID.test(segment) ? '{id}' : segment))
		.join('/');
}
