import type { Request } from 'express';
import { jsonObject } from '../body.mts';
import { isObject } from '../json.mts';
import { ApiError } from './errors.mts';

/** What a write says of a record. */
export interface Write {
	attributes: Record<string, unknown>;
	relationships: Record<string, { data: { type: string; id: string } | null }>;
}

/** Reads a JSON:API document with one resource object. @throws {ApiError} 400 */
export function resourceWrite(request: Request): Write {
	const { data } = jsonObject(request);
	if (!isObject(data)) {
		throw new ApiError(400, {
			code: 'bad_document',
			title: 'Bad Request',
			detail: 'The body must be a JSON:API document with one resource object under "data".',
			source: { pointer: '/data' },
		});
	}
	return {
		attributes: isObject(data.attributes) ? data.attributes : {},
		relationships: (isObject(data.relationships)
			? data.relationships
			: {}) as Write['relationships'],
	};
}
