import { Router } from 'express';
import { jsonObject } from '../body.mts';
import { isObject, type JsonObject, textOf } from '../json.mts';
import type { Sandbox } from '../state.mts';
import type { AnybillResponse } from './access.mts';
import type { Store, StoreVersion } from './data.mts';
import { PlainError, ValidationProblem } from './errors.mts';
import { sendList } from './lists.mts';

const MAX_LENGTH = { id: 10, displayName: 64, legalName: 128, vatId: 24 };
const ADDRESS = ['street', 'number', 'zip', 'city', 'country'];

/** Field names as ASP.NET writes them in its messages. */
const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** @throws {ValidationProblem} for a missing or too long field; all are required */
function parseStore(body: JsonObject): Store {
	const errors: Record<string, string[]> = {};
	for (const [name, maxLength] of Object.entries(MAX_LENGTH)) {
		const value = textOf(body[name]);
		if (value === '') errors[name] = [`The ${pascal(name)} field is required.`];
		else if (value.length > maxLength) {
			errors[name] = [
				`The field ${pascal(name)} must be a string with a maximum length of ${maxLength}.`,
			];
		}
	}
	const address = isObject(body.address) ? body.address : {};
	for (const name of ADDRESS) {
		if (textOf(address[name]) === '') {
			errors[`address.${name}`] = [`The ${pascal(name)} field is required.`];
		}
	}
	if (Object.keys(errors).length > 0) throw new ValidationProblem(errors);
	const { id, displayName, legalName, vatId } = body;
	return { id, displayName, legalName, vatId, address } as unknown as Store;
}

/**
 * `/store`, every account with its own stores. `/api/v3/store` was seen in use; what it takes and
 * returns is that of anybill's documentation of 2020. A version's `validFrom`, and what exactly
 * `upUntilValidFrom` deletes, are guesses.
 */
export function storeRoutes(sandbox: Sandbox): Router {
	const router = Router();
	const storesOf = (response: AnybillResponse) =>
		sandbox.anybill.stores(response.locals.token.account);
	const versionsOf = (response: AnybillResponse, id: string): StoreVersion[] => {
		const versions = storesOf(response).get(id);
		if (!versions) throw new PlainError(404, 'The store was not found.');
		return versions;
	};

	router.get('/', (_request, response: AnybillResponse) => {
		const stores = [...storesOf(response).values()].map((versions) => versions.at(-1));
		sendList(sandbox, response, stores);
	});
	// An upsert: 201 for a new store, 200 for a new version of a known one.
	router.post('/', (request, response: AnybillResponse) => {
		const version = { ...parseStore(jsonObject(request)), validFrom: new Date().toISOString() };
		const versions = storesOf(response).get(version.id) ?? [];
		storesOf(response).set(version.id, [...versions, version]);
		response.status(versions.length === 0 ? 201 : 200).json(version);
	});
	router.get('/:id', (request, response: AnybillResponse) => {
		response.json(versionsOf(response, request.params.id).at(-1));
	});
	router.get('/:id/history', (request, response: AnybillResponse) => {
		response.json(versionsOf(response, request.params.id));
	});
	router.delete('/:id', (request, response: AnybillResponse) => {
		const { id } = request.params;
		const upUntil = textOf(request.query.upUntilValidFrom);
		const left = versionsOf(response, id).filter(
			({ validFrom }) => upUntil !== '' && Date.parse(validFrom) > Date.parse(upUntil),
		);
		if (left.length > 0) storesOf(response).set(id, left);
		else storesOf(response).delete(id);
		response.status(204).end();
	});
	return router;
}
