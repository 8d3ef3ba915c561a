import { type Request, Router } from 'express';
import { randomUUID } from 'node:crypto';
import { jsonObject } from '../body.mts';
import type { Sandbox } from '../state.mts';
import type { AnnyResponse } from './access.mts';
import { newBooking } from './bookings.mts';
import { newCustomer } from './customers.mts';
import type { Resource } from './data.mts';
import { invalidFields } from './errors.mts';
import { isoSeconds } from './grants.mts';
import { collectionFor, findRecord, sendDocument, sendOne } from './reads.mts';

/** One line of an order's configuration: a stand-in for anny's, which has many more fields. */
interface Line {
	service_id?: string | number;
	resource_id?: string | number;
	start_date?: string;
	end_date?: string;
}

function linesOf(request: Request): Line[] {
	const { bookings } = jsonObject(request);
	if (!Array.isArray(bookings) || bookings.length === 0) {
		throw invalidFields({ bookings: 'At least one booking is required.' });
	}
	return bookings as Line[];
}

/** `POST /orders/calculate` and `POST /orders/from-config`. Both take a bare object. */
export function orderRoutes(sandbox: Sandbox): Router {
	const router = Router();

	const totalOf = (response: AnnyResponse, lines: Line[]): number =>
		lines.reduce((sum, { service_id: id = '' }) => {
			const service = findRecord(sandbox, response, 'services', String(id));
			return sum + Number(service.attributes.price);
		}, 0);

	// Stores nothing.
	router.post('/calculate', (request, response: AnnyResponse) => {
		const lines = linesOf(request);
		const total = totalOf(response, lines);
		sendDocument(response, { total, currency: 'EUR', bookings: lines.length });
	});

	router.post('/from-config', (request, response: AnnyResponse) => {
		const lines = linesOf(request);
		const total = totalOf(response, lines);
		const customer = newCustomer((jsonObject(request).customer ?? {}) as Record<string, unknown>);
		const orders = collectionFor(sandbox, response, 'orders');
		const bookings = collectionFor(sandbox, response, 'bookings');
		const id = randomUUID();
		const customerLink = { data: { type: 'customers', id: customer.id } };
		const made = lines.map((line) =>
			newBooking(
				bookings,
				{ ...line },
				{
					customer: customerLink,
					order: { data: { type: 'orders', id } },
					service: { data: { type: 'services', id: String(line.service_id) } },
					resource: {
						data:
							line.resource_id === undefined
								? null
								: { type: 'resources', id: String(line.resource_id) },
					},
				},
			),
		);
		const order: Resource = {
			type: 'orders',
			id,
			attributes: {
				number: `O-${orders.size + 1}`,
				status: 'completed',
				total,
				currency: 'EUR',
				created_at: isoSeconds(Date.now()),
			},
			relationships: {
				customer: customerLink,
				bookings: { data: made.map((booking) => ({ type: 'bookings', id: booking.id })) },
			},
		};
		collectionFor(sandbox, response, 'customers').set(customer.id, customer);
		for (const booking of made) bookings.set(booking.id, booking);
		orders.set(id, order);
		sendOne(sandbox, response.status(201), order);
	});
	return router;
}
