import { Router, type Response } from 'express';
import type { Sandbox } from '../state.mts';
import { categories } from './data.mts';
import { PlainError, ValidationProblem } from './errors.mts';

const MAX_TAKE = 100;

function wholeNumber(value: unknown, name: string, fallback: number): number {
	if (value === undefined) return fallback;
	if (typeof value !== 'string' || !/^\d+$/.test(value)) {
		throw new ValidationProblem({ [name]: [`The value '${JSON.stringify(value)}' is not valid.`] });
	}
	return Number(value);
}

/**
 * Sends a part of a list by `skip` and `take` (at most 100): an array, or 204 when it is empty.
 * Documented in 2020; the maximum was seen in use.
 */
export function sendList({ settings }: Sandbox, response: Response, records: unknown[]): void {
	const { query } = response.req;
	const { ignoresPage, emptyPages } = settings.paging;
	const skip = wholeNumber(query.skip, 'skip', 0);
	const take = Math.min(wholeNumber(query.take, 'take', MAX_TAKE), MAX_TAKE);
	const from = ignoresPage ? 0 : skip;
	const isEmpty = emptyPages.includes(Math.floor(skip / Math.max(1, take)) + 1);
	const part = isEmpty ? [] : records.slice(from, from + take);
	if (part.length === 0) response.status(204).end();
	else response.json(part);
}

/** `GET /category` and `/category/{id}`, documented in 2020; the fields are a guess. */
export function categoryRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.get('/', (_request, response) => {
		sendList(sandbox, response, categories);
	});
	router.get('/:id', (request, response) => {
		const category = categories.find(({ id }) => id === request.params.id);
		if (!category) throw new PlainError(404, 'The category was not found.');
		response.json(category);
	});
	return router;
}
