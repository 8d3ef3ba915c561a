import { type Request, Router } from 'express';
import type { Sandbox } from '../state.mts';
import type { AnnyResponse } from './access.mts';
import { generatedTypes, type Collection, type Resource } from './data.mts';
import { MEDIA_TYPE, notFound, sendJson } from './errors.mts';
import { filtered, included, paged, pageLinks, pageMeta, sorted, sparse } from './jsonapi.mts';

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

/** Sends one record as a JSON:API document, with `include` and `fields`. */
export function sendOne(sandbox: Sandbox, response: AnnyResponse, record: Resource): void {
	const { query } = response.req;
	const lookup = (type: string) => collectionFor(sandbox, response, type);
	const others = included([record], query, lookup);
	sendDocument(response, { data: sparse(record, query), ...(others && { included: others }) });
}

const listOf =
	(sandbox: Sandbox, type: string) =>
	(request: Request, response: AnnyResponse): void => {
		const { query } = request;
		const lookup = (name: string) => collectionFor(sandbox, response, name);
		const records = sorted(filtered([...lookup(type).values()], query), query);
		const page = paged(records, query, sandbox.settings.anny.maxPageSize);
		const others = included(page.records, query, lookup);
		const url = new URL(request.originalUrl, sandbox.addresses.anny);
		sendDocument(response, {
			data: page.records.map((record) => sparse(record, query)),
			...(others && { included: others }),
			links: pageLinks(url, page),
			meta: pageMeta(page, wantsPlainJson(request)),
		});
	};

/** The user whom the tokens belong to. */
const owner: Resource = {
	type: 'users',
	id: '1',
	attributes: { name: 'Sandbox Owner', email: 'owner@sandbox.example', locale: 'de-DE' },
};

/** `GET /user`, and list and record of every type. */
export function readRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.get('/user', (_request, response: AnnyResponse) => {
		sendOne(sandbox, response, owner);
	});
	for (const type of [...generatedTypes, 'organizations']) {
		router.get(`/${type}`, listOf(sandbox, type));
		router.get(`/${type}/:id`, (request, response: AnnyResponse) => {
			sendOne(sandbox, response, findRecord(sandbox, response, type, request.params.id));
		});
	}
	return router;
}
