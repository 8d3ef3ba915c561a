import { type Request, Router } from 'express';
import { randomUUID } from 'node:crypto';
import type { Sandbox } from '../state.mts';
import type { AnnyResponse } from './access.mts';
import type { Collection, Resource } from './data.mts';
import { resourceWrite, type Write } from './documents.mts';
import { invalidFields } from './errors.mts';
import { isoSeconds } from './grants.mts';
import { collectionFor, findRecord, sendOne } from './reads.mts';

/** A new booking. @throws {ApiError} 422 when a date is missing or is none */
export function newBooking(
	bookings: Collection,
	attributes: Write['attributes'],
	relationships: Resource['relationships'],
): Resource {
	const wrong: Record<string, string> = {};
	for (const name of ['start_date', 'end_date']) {
		if (Number.isNaN(Date.parse(String(attributes[name])))) wrong[name] = `The ${name} is no date.`;
	}
	if (Object.keys(wrong).length > 0) throw invalidFields(wrong);
	return {
		type: 'bookings',
		id: randomUUID(),
		attributes: {
			number: `B-${bookings.size + 1}`,
			description: attributes.description ?? null,
			status: 'requested',
			start_date: attributes.start_date,
			end_date: attributes.end_date,
			check_in_date: null,
			check_out_date: null,
			created_at: isoSeconds(Date.now()),
		},
		relationships: {
			customer: { data: null },
			resource: { data: null },
			service: { data: null },
			order: { data: null },
			...relationships,
		},
	};
}

/** Create, accept or reject, cancel, check in and out, delete. */
export function bookingRoutes(sandbox: Sandbox): Router {
	const router = Router();
	const change = (
		request: Request<{ id: string }>,
		response: AnnyResponse,
		attributes: (record: Resource) => Record<string, unknown>,
	) => {
		const record = findRecord(sandbox, response, 'bookings', request.params.id);
		const changed = { ...record, attributes: { ...record.attributes, ...attributes(record) } };
		collectionFor(sandbox, response, 'bookings').set(record.id, changed);
		sendOne(sandbox, response, changed);
	};

	router.post('/', (request, response: AnnyResponse) => {
		const { attributes, relationships } = resourceWrite(request);
		const bookings = collectionFor(sandbox, response, 'bookings');
		const record = newBooking(bookings, attributes, relationships);
		bookings.set(record.id, record);
		sendOne(sandbox, response.status(201), record);
	});
	router.patch('/:id', (request, response: AnnyResponse) => {
		change(request, response, () => {
			const { status } = resourceWrite(request).attributes;
			if (status !== 'accepted' && status !== 'rejected') {
				throw invalidFields({ status: 'The status must be accepted or rejected.' });
			}
			return { status };
		});
	});
	// A GET with a side effect: that is how anny's API cancels.
	router.get('/:id/cancel', (request, response: AnnyResponse) => {
		change(request, response, () => ({ status: 'canceled' }));
	});
	router.post('/:id/check-in', (request, response: AnnyResponse) => {
		change(request, response, () => ({ check_in_date: isoSeconds(Date.now()) }));
	});
	router.post('/:id/check-out', (request, response: AnnyResponse) => {
		change(request, response, ({ attributes }) => {
			if (!attributes.check_in_date) {
				throw invalidFields({ status: 'The booking is not checked in.' });
			}
			return { check_out_date: isoSeconds(Date.now()) };
		});
	});
	router.delete('/:id', (request, response: AnnyResponse) => {
		const { id } = findRecord(sandbox, response, 'bookings', request.params.id);
		collectionFor(sandbox, response, 'bookings').delete(id);
		response.status(204).end();
	});
	return router;
}
