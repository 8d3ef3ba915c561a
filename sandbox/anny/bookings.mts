import { type Request, Router } from 'express';
import { randomUUID } from 'node:crypto';
import { isObject, textOf } from '../json.mts';
import type { Sandbox } from '../state.mts';
import type { AnnyResponse } from './access.mts';
import type { Collection, Resource } from './data.mts';
import { resourceWrite, type Write } from './documents.mts';
import { ApiError, invalidFields } from './errors.mts';
import { isoSeconds } from './grants.mts';
import { collectionFor, findRecord, sendOne } from './reads.mts';

/** @throws {ApiError} 422 when a date is missing or is none, or the end is not after the start */
function checkDates(attributes: Write['attributes']): void {
	const [start, end] = ['start_date', 'end_date'].map((name) =>
		Date.parse(textOf(attributes[name])),
	) as [number, number];
	const wrong = {
		...(Number.isNaN(start) && { start_date: 'The start_date is no date.' }),
		...(Number.isNaN(end) && { end_date: 'The end_date is no date.' }),
		...(end <= start && { end_date: 'The end_date must be after the start_date.' }),
	};
	if (Object.keys(wrong).length > 0) throw invalidFields(wrong);
}

/** @throws {ApiError} 422 when a date is missing or is none, or the end is not after the start */
export function newBooking(
	bookings: Collection,
	attributes: Write['attributes'],
	relationships: Resource['relationships'],
): Resource {
	checkDates(attributes);
	const isBlocker = attributes.is_blocker === true;
	const now = isoSeconds(Date.now());
	return {
		type: 'bookings',
		id: randomUUID(),
		attributes: {
			number: `B-${bookings.size + 1}`,
			description: attributes.description ?? attributes.title ?? null,
			status: isBlocker ? 'accepted' : 'requested',
			is_blocker: isBlocker,
			start_date: attributes.start_date,
			end_date: attributes.end_date,
			currency: 'EUR',
			total: isBlocker ? 0 : null,
			note: attributes.note ?? null,
			canceled_at: null,
			check_in_date: null,
			check_out_date: null,
			created_at: now,
			updated_at: now,
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

/** What a change of a booking may hold; that it is more than the status is a guess. */
const CHANGEABLE = ['status', 'description', 'note', 'start_date', 'end_date'];

/** Create, update, accept or reject, cancel, check in and out, delete. */
export function bookingRoutes(sandbox: Sandbox): Router {
	const router = Router();
	const change = (
		request: Request<{ id: string }>,
		response: AnnyResponse,
		changesOf: (record: Resource) => Record<string, unknown>,
	) => {
		const record = findRecord(sandbox, response, 'bookings', request.params.id);
		const changes = { ...changesOf(record), updated_at: isoSeconds(Date.now()) };
		const changed = { ...record, attributes: { ...record.attributes, ...changes } };
		collectionFor(sandbox, response, 'bookings').set(record.id, changed);
		sendOne(sandbox, response, changed);
	};

	/** Every related record exists. @throws {ApiError} 422 */
	const checkRelated = (response: AnnyResponse, relationships: Write['relationships']) => {
		for (const [name, { data }] of Object.entries(relationships)) {
			if (data && !collectionFor(sandbox, response, data.type).has(data.id)) {
				throw invalidFields({ [name]: `The selected ${name} is invalid.` });
			}
		}
	};

	// Seen in use: a blocker, or a map of services and both relationships, else 500.
	router.post('/', (request, response: AnnyResponse) => {
		const { attributes, relationships } = resourceWrite(request);
		const hasService = isObject(attributes.service_id) && relationships.service?.data;
		if (!relationships.resource?.data || (attributes.is_blocker !== true && !hasService)) {
			const title = 'Server Error';
			throw new ApiError(500, { code: 'server_error', title, detail: 'Server Error' });
		}
		checkRelated(response, relationships);
		const bookings = collectionFor(sandbox, response, 'bookings');
		const record = newBooking(bookings, attributes, relationships);
		bookings.set(record.id, record);
		sendOne(sandbox, response.status(201), record);
	});
	// Documented for the status.
	router.patch('/:id', (request, response: AnnyResponse) => {
		change(request, response, ({ attributes: old }) => {
			const { attributes } = resourceWrite(request);
			if ('status' in attributes && !['accepted', 'rejected'].includes(textOf(attributes.status))) {
				throw invalidFields({ status: 'The status must be accepted or rejected.' });
			}
			checkDates({ ...old, ...attributes });
			return Object.fromEntries(
				Object.entries(attributes).filter(([name]) => CHANGEABLE.includes(name)),
			);
		});
	});
	// Documented: a GET that cancels. That `canceled_at` tells was seen in use.
	router.get('/:id/cancel', (request, response: AnnyResponse) => {
		change(request, response, () => ({ canceled_at: isoSeconds(Date.now()) }));
	});
	// Documented; the attributes that they set are those of anny's own package.
	router.post('/:id/check-in', (request, response: AnnyResponse) => {
		change(request, response, ({ attributes }) => {
			if (attributes.canceled_at) throw invalidFields({ status: 'The booking is canceled.' });
			return { check_in_date: isoSeconds(Date.now()) };
		});
	});
	router.post('/:id/check-out', (request, response: AnnyResponse) => {
		change(request, response, ({ attributes }) => {
			if (!attributes.check_in_date) {
				throw invalidFields({ status: 'The booking is not checked in.' });
			}
			return { check_out_date: isoSeconds(Date.now()) };
		});
	});
	// Seen in use.
	router.delete('/:id', (request, response: AnnyResponse) => {
		const { id } = findRecord(sandbox, response, 'bookings', request.params.id);
		collectionFor(sandbox, response, 'bookings').delete(id);
		response.status(204).end();
	});
	return router;
}
