import type { Request, Response } from 'express';
import { ValidationProblem } from './errors.mts';

const MAX_TAKE = 100;

function wholeNumber(value: unknown, name: string, fallback: number): number {
	if (value === undefined) return fallback;
	if (typeof value !== 'string' || !/^\d+$/.test(value)) {
		throw new ValidationProblem({ [name]: [`The value '${JSON.stringify(value)}' is not valid.`] });
	}
	return Number(value);
}

/** Sends a part of a list by `skip` and `take` (at most 100): an array, or 204 when it is empty. */
export function sendList(request: Request, response: Response, records: unknown[]): void {
	const skip = wholeNumber(request.query.skip, 'skip', 0);
	const take = Math.min(wholeNumber(request.query.take, 'take', MAX_TAKE), MAX_TAKE);
	const part = records.slice(skip, skip + take);
	if (part.length === 0) response.status(204).end();
	else response.json(part);
}
