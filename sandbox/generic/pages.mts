import type { Request, RequestHandler } from 'express';

const PAGE_SIZE = 10;
const PAGES = 3;

const item = (_: unknown, index: number) => ({ id: index + 1, name: `Item ${index + 1}` });
const ITEMS = Array.from({ length: PAGE_SIZE * PAGES }, item);

const pageNumber = (request: Request) => Math.max(1, Number(request.query.page ?? 1) || 1);

/** The items of a page; `?empty=2` leaves that page without any, though others follow. */
const pageOf = (request: Request) => {
	const page = pageNumber(request);
	const isEmpty = Number(request.query.empty) === page;
	return isEmpty ? [] : ITEMS.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
};

function pageUrl(request: Request, page: number): string {
	const url = new URL(request.originalUrl, `http://${request.get('host')}`);
	url.searchParams.set('page', String(page));
	return url.href;
}

/** Three pages of ten, the next one in a Link header (RFC 8288). */
export const linkPages: RequestHandler = (request, response) => {
	const page = pageNumber(request);
	const links: Record<string, string> = { last: pageUrl(request, PAGES) };
	if (page < PAGES) links.next = pageUrl(request, page + 1);
	response.links(links).json(pageOf(request));
};

/** Three pages of ten, the next one's address in the body. */
export const nextPages: RequestHandler = (request, response) => {
	const page = pageNumber(request);
	response.json({
		items: pageOf(request),
		next: page < PAGES ? pageUrl(request, page + 1) : null,
	});
};

/** Thirty items by offset and limit. */
export const offsetPages: RequestHandler = (request, response) => {
	const offset = Number(request.query.offset ?? 0) || 0;
	const limit = Number(request.query.limit ?? PAGE_SIZE) || PAGE_SIZE;
	response.json({ items: ITEMS.slice(offset, offset + limit), total: ITEMS.length, offset, limit });
};

/** Always the first page, and always a next one: paging must not go on for ever. */
export const samePage: RequestHandler = (request, response) => {
	const next = new URL(request.originalUrl, `http://${request.get('host')}`).href;
	response.links({ next }).json({ items: ITEMS.slice(0, PAGE_SIZE), next, links: { next } });
};
