import { type Request, Router } from 'express';
import { randomUUID } from 'node:crypto';
import { jsonObject } from '../body.mts';
import { count } from '../counters.mts';
import { isObject, type JsonObject, textOf } from '../json.mts';
import type { Sandbox } from '../state.mts';
import type { AnnyResponse } from './access.mts';
import { isFree } from './availability.mts';
import { newBooking } from './bookings.mts';
import type { Resource } from './data.mts';
import { invalidFields } from './errors.mts';
import { isoSeconds } from './grants.mts';
import { collectionFor, findRecord, sendDocument, sendOne } from './reads.mts';

interface Line {
	attributes: JsonObject;
	service: Resource;
	serviceQuantity: number;
	resource: Resource | undefined;
}

/**
 * `POST /orders/from-config` and `/orders/calculate`, both of a bare object as documented, and
 * `GET /orders/{id}/send-notification`, seen in use. What they return is a guess.
 */
export function orderRoutes(sandbox: Sandbox): Router {
	const router = Router();

	/** The bookings of a configuration. @throws {ApiError} 422 */
	function linesOf(request: Request, response: AnnyResponse): Line[] {
		const { bookings } = jsonObject(request);
		if (!Array.isArray(bookings) || bookings.length === 0) {
			throw invalidFields({ bookings: 'At least one booking is required.' });
		}
		const services = collectionFor(sandbox, response, 'services');
		const resources = collectionFor(sandbox, response, 'resources');
		return bookings.map((booking: unknown) => {
			const attributes = isObject(booking) ? booking : {};
			const map = isObject(attributes.service_id) ? attributes.service_id : {};
			const [id = '', quantity = 0] = Object.entries(map)[0] ?? [];
			const service = services.get(id);
			if (!service || !(Number(quantity) > 0)) {
				throw invalidFields({ service_id: 'The service id must be a map of ids to quantities.' });
			}
			const resource = resources.get(textOf(attributes.resource_id));
			if (!resource && attributes.resource_id !== undefined) {
				throw invalidFields({ resource_id: 'The selected resource id is invalid.' });
			}
			return { attributes, service, serviceQuantity: Number(quantity), resource };
		});
	}

	const totalOf = (lines: Line[]): number =>
		lines.reduce(
			(sum, { service, serviceQuantity }) =>
				sum + Number(service.attributes.price) * serviceQuantity,
			0,
		);

	/** @throws {ApiError} 422 for a time that a resource is taken in */
	function checkAvailability(response: AnnyResponse, lines: Line[]): void {
		const bookings = [...collectionFor(sandbox, response, 'bookings').values()];
		for (const { resource, attributes } of lines) {
			const start = Date.parse(textOf(attributes.start_date));
			const end = Date.parse(textOf(attributes.end_date));
			if (resource && !isFree(resource, bookings, { start, end })) {
				throw invalidFields({ start_date: 'The resource is not available at this time.' });
			}
		}
	}

	router.post('/calculate', (request, response: AnnyResponse) => {
		const lines = linesOf(request, response);
		sendDocument(response, {
			total: totalOf(lines),
			currency: 'EUR',
			voucher_code: jsonObject(request).voucher_code ?? null,
			bookings: lines.length,
		});
	});

	router.post('/from-config', (request, response: AnnyResponse) => {
		const config = jsonObject(request);
		const lines = linesOf(request, response);
		if (config.check_availability === true) checkAvailability(response, lines);
		const customerId = textOf(config.order_customer_id);
		const customers = collectionFor(sandbox, response, 'customers');
		if (customerId !== '' && !customers.has(customerId)) {
			throw invalidFields({ order_customer_id: 'The selected order customer id is invalid.' });
		}
		const customer = { data: customerId ? { type: 'customers', id: customerId } : null };
		const orders = collectionFor(sandbox, response, 'orders');
		const bookings = collectionFor(sandbox, response, 'bookings');
		const id = randomUUID();
		const created = lines.map(({ attributes, service, resource }) =>
			newBooking(bookings, attributes, {
				customer,
				order: { data: { type: 'orders', id } },
				service: { data: { type: 'services', id: service.id } },
				resource: { data: resource ? { type: 'resources', id: resource.id } : null },
			}),
		);
		const order: Resource = {
			type: 'orders',
			id,
			attributes: {
				number: `O-${orders.size + 1}`,
				status: config.complete_order === true ? 'completed' : 'open',
				total: totalOf(lines),
				currency: 'EUR',
				note: null,
				created_at: isoSeconds(Date.now()),
			},
			relationships: {
				customer,
				bookings: { data: created.map((booking) => ({ type: 'bookings', id: booking.id })) },
				invoice: { data: null },
			},
		};
		for (const booking of created) bookings.set(booking.id, booking);
		orders.set(id, order);
		// anny's own package sends the flag always, since its default may be to send mail.
		if (config.notify_customer !== false) {
			count(sandbox.counters.anny.notifications, 'orders/from-config');
		}
		sendOne(sandbox, response.status(201), order);
	});

	router.get('/:id/send-notification', (request, response: AnnyResponse) => {
		findRecord(sandbox, response, 'orders', request.params.id);
		count(sandbox.counters.anny.notifications, 'orders/{id}/send-notification');
		response.status(204).end();
	});
	return router;
}
