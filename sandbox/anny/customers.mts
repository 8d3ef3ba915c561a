import { Router } from 'express';
import { randomUUID } from 'node:crypto';
import { textOf } from '../json.mts';
import type { Sandbox } from '../state.mts';
import type { AnnyResponse } from './access.mts';
import type { Resource } from './data.mts';
import { resourceWrite } from './documents.mts';
import { invalidFields } from './errors.mts';
import { isoSeconds } from './grants.mts';
import { collectionFor, findRecord, sendOne } from './reads.mts';

/** Those of anny's own package. */
const FIELDS = ['email', 'given_name', 'family_name', 'phone', 'mobile', 'company', 'notes'];

const fullName = ({ given_name, family_name }: Record<string, unknown>): string =>
	[given_name, family_name].map(textOf).filter(Boolean).join(' ');

/** Keeps the attributes a customer has. @throws {ApiError} 422 for an email that is none */
function customerAttributes(
	attributes: Record<string, unknown>,
	isNew: boolean,
): Record<string, unknown> {
	const { email } = attributes;
	if (isNew && email === undefined) throw invalidFields({ email: 'The email field is required.' });
	if (email !== undefined && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(textOf(email))) {
		throw invalidFields({ email: 'The email must be a valid email address.' });
	}
	return Object.fromEntries(Object.entries(attributes).filter(([name]) => FIELDS.includes(name)));
}

/** `POST /customers`, `PATCH` and `DELETE /customers/{id}`, as in anny's own package. */
export function customerRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.post('/', (request, response: AnnyResponse) => {
		const given = customerAttributes(resourceWrite(request).attributes, true);
		const record: Resource = {
			type: 'customers',
			id: randomUUID(),
			attributes: {
				...Object.fromEntries(FIELDS.map((name) => [name, null])),
				...given,
				full_name: fullName(given),
				created_at: isoSeconds(Date.now()),
			},
			relationships: { address: { data: null } },
		};
		collectionFor(sandbox, response, 'customers').set(record.id, record);
		sendOne(sandbox, response.status(201), record);
	});
	router.patch('/:id', (request, response: AnnyResponse) => {
		const record = findRecord(sandbox, response, 'customers', request.params.id);
		const changes = customerAttributes(resourceWrite(request).attributes, false);
		const attributes = { ...record.attributes, ...changes };
		const changed = { ...record, attributes: { ...attributes, full_name: fullName(attributes) } };
		collectionFor(sandbox, response, 'customers').set(record.id, changed);
		sendOne(sandbox, response, changed);
	});
	router.delete('/:id', (request, response: AnnyResponse) => {
		const { id } = findRecord(sandbox, response, 'customers', request.params.id);
		collectionFor(sandbox, response, 'customers').delete(id);
		response.status(204).end();
	});
	return router;
}
