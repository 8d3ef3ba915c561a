import { Router } from 'express';
import { randomUUID } from 'node:crypto';
import { jsonObject } from '../body.mts';
import type { Sandbox } from '../state.mts';
import type { AnybillResponse } from './access.mts';
import type { Store } from './data.mts';
import { PlainError, ValidationProblem } from './errors.mts';
import { sendList } from './lists.mts';

/** `GET` and `POST /store`, `GET` and `DELETE /store/{id}`; every account has its own stores. */
export function storeRoutes(sandbox: Sandbox): Router {
	const router = Router();
	const storesOf = (response: AnybillResponse) =>
		sandbox.anybill.stores(response.locals.token.account);
	const find = (response: AnybillResponse, id: string): Store => {
		const store = storesOf(response).get(id);
		if (!store) throw new PlainError(404, 'The store was not found.');
		return store;
	};

	router.get('/', (request, response: AnybillResponse) => {
		sendList(request, response, [...storesOf(response).values()]);
	});
	router.post('/', (request, response: AnybillResponse) => {
		const body = jsonObject(request) as Partial<Store>;
		if (!body.name) throw new ValidationProblem({ name: ['The Name field is required.'] });
		const { name, externalId = '', address = {} as Store['address'] } = body;
		const store: Store = { id: randomUUID(), name, externalId, address };
		storesOf(response).set(store.id, store);
		response.status(201).json(store);
	});
	router.get('/:id', (request, response: AnybillResponse) => {
		response.json(find(response, request.params.id));
	});
	router.delete('/:id', (request, response: AnybillResponse) => {
		storesOf(response).delete(find(response, request.params.id).id);
		response.status(204).end();
	});
	return router;
}
