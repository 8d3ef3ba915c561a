import { type Request, Router } from 'express';
import type { Sandbox } from '../state.mts';
import type { AnnyResponse } from './access.mts';
import type { Collection, Resource } from './data.mts';
import { downloadMeta } from './downloads.mts';
import { MEDIA_TYPE, notFound, sendJson } from './errors.mts';
import {
	filtered,
	included,
	paged,
	pageLinks,
	pageMeta,
	type ParsedQuery,
	related,
	sorted,
	sparse,
} from './jsonapi.mts';

/** Whether the caller wants plain JSON: `Accept` names it, and does not name JSON:API. */
const wantsPlainJson = (request: Request): boolean => {
	const accept = request.get('accept') ?? '';
	return accept.includes('application/json') && !accept.includes(MEDIA_TYPE);
};

/** Sends a document with the content type that fits `Accept`. */
export function sendDocument(response: AnnyResponse, document: Record<string, unknown>): void {
	sendJson(response, wantsPlainJson(response.req) ? 'application/json' : MEDIA_TYPE, document);
}

/** The records of a type in the organization that a request is about. */
export const collectionFor = (sandbox: Sandbox, response: AnnyResponse, type: string): Collection =>
	sandbox.anny.collection(type, response.locals.organization);

/** One record of the request's organization. @throws {ApiError} 404 */
export function findRecord(
	sandbox: Sandbox,
	response: AnnyResponse,
	type: string,
	id: string,
): Resource {
	const record = collectionFor(sandbox, response, type).get(id);
	if (!record) throw notFound(`The ${type.replace(/s$/, '')} "${id}"`);
	return record;
}

/** A record as it is sent: with `fields` applied, and the addresses of its files. */
function presented(sandbox: Sandbox, record: Resource, query: ParsedQuery) {
	const meta = downloadMeta(sandbox, record);
	return { ...sparse(record, query), ...(meta && { meta }) };
}

/** Sends one record as a JSON:API document, with `include` and `fields`. */
export function sendOne(sandbox: Sandbox, response: AnnyResponse, record: Resource): void {
	const { query } = response.req;
	const lookup = (type: string) => collectionFor(sandbox, response, type);
	const others = included([record], query, lookup);
	sendDocument(response, {
		data: presented(sandbox, record, query),
		...(others && { included: others.map((one) => presented(sandbox, one, query)) }),
	});
}

/** Sends a page of records of a type, with filters, sorts, `include` and `fields`. */
function sendList(
	sandbox: Sandbox,
	response: AnnyResponse,
	type: string,
	records: Resource[],
): void {
	const { query, originalUrl } = response.req;
	const lookup = (name: string) => collectionFor(sandbox, response, name);
	const page = paged(
		sorted(filtered(type, records, query, lookup), query),
		query,
		sandbox.settings,
	);
	const others = included(page.records, query, lookup);
	sendDocument(response, {
		data: page.records.map((record) => presented(sandbox, record, query)),
		...(others && { included: others.map((one) => presented(sandbox, one, query)) }),
		links: pageLinks(new URL(originalUrl, sandbox.addresses.anny), page),
		meta: pageMeta(page, wantsPlainJson(response.req)),
	});
}

/** Documented, or in anny's own package; organizations and resource properties were seen in use. */
const READABLE = [
	'bookings',
	'orders',
	'customers',
	'invoices',
	'services',
	'resources',
	'resource-properties',
	'plan-subscriptions',
	'organizations',
];

/** `GET /user`, list and record of every type, and the children of a resource. */
export function readRoutes(sandbox: Sandbox): Router {
	const router = Router();
	// The user whom the tokens belong to, in the organization of the request.
	router.get('/user', (_request, response: AnnyResponse) => {
		sendOne(sandbox, response, {
			type: 'users',
			id: '1',
			attributes: { name: 'Sandbox Owner', email: 'owner@sandbox.example', locale: 'de-DE' },
			relationships: {
				active_organization: {
					data: { type: 'organizations', id: response.locals.organization },
				},
			},
		});
	});
	// Seen in use.
	router.get('/resources/:id/children', (request, response: AnnyResponse) => {
		const { id } = findRecord(sandbox, response, 'resources', request.params.id);
		const all = [...collectionFor(sandbox, response, 'resources').values()];
		const children = all.filter((record) => related(record, 'parent').some((to) => to.id === id));
		sendList(sandbox, response, 'resources', children);
	});
	for (const type of READABLE) {
		router.get(`/${type}`, (_request, response: AnnyResponse) => {
			const records = [...collectionFor(sandbox, response, type).values()];
			sendList(sandbox, response, type, records);
		});
		router.get(`/${type}/:id`, (request, response: AnnyResponse) => {
			sendOne(sandbox, response, findRecord(sandbox, response, type, request.params.id));
		});
	}
	return router;
}
