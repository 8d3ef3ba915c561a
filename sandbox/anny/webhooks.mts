import { Router } from 'express';
import { randomBytes, randomUUID } from 'node:crypto';
import { jsonObject } from '../body.mts';
import type { Sandbox } from '../state.mts';
import type { AnnyResponse } from './access.mts';
import type { Resource } from './data.mts';
import { invalidFields } from './errors.mts';
import { eventNames } from './events.mts';
import { collectionFor, findRecord, sendDocument, sendOne } from './reads.mts';

const TYPE = 'webhook-subscriptions';

/** `POST /webhook-subscriptions`, list, `GET` and `DELETE /webhook-subscriptions/{id}`. */
export function webhookRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.post('/', (request, response: AnnyResponse) => {
		const body = jsonObject(request);
		// Documented as a bare object; a JSON:API document is taken too.
		const { attributes } = (body.data ?? {}) as { attributes?: Record<string, unknown> };
		const { name, url, events, custom_headers = {}, is_active = true } = attributes ?? body;
		if (typeof url !== 'string' || !URL.canParse(url)) {
			throw invalidFields({ url: 'The url must be a valid URL.' });
		}
		if (!Array.isArray(events) || !events.every((name) => eventNames.includes(String(name)))) {
			throw invalidFields({ events: 'The selected events are invalid.' });
		}
		const signingKey = randomBytes(32).toString('hex');
		const secrets = Object.values(custom_headers as Record<string, string>);
		sandbox.madeSecrets.push(signingKey, ...secrets);
		const record: Resource = {
			type: TYPE,
			id: randomUUID(),
			attributes: { name, url, events, custom_headers, is_active, signing_key: signingKey },
		};
		collectionFor(sandbox, response, TYPE).set(record.id, record);
		sendOne(sandbox, response.status(201), record);
	});
	router.get('/', (_request, response: AnnyResponse) => {
		sendDocument(response, { data: [...collectionFor(sandbox, response, TYPE).values()] });
	});
	router.get('/:id', (request, response: AnnyResponse) => {
		sendOne(sandbox, response, findRecord(sandbox, response, TYPE, request.params.id));
	});
	router.delete('/:id', (request, response: AnnyResponse) => {
		const { id } = findRecord(sandbox, response, TYPE, request.params.id);
		collectionFor(sandbox, response, TYPE).delete(id);
		response.status(204).end();
	});
	return router;
}
