import { createHash } from 'node:crypto';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { isObject, tryParseJson } from '../json';
import { isNestedTooDeep } from '../response/json-bounds';
import { DeliveryMemories } from './delivery-memory';
import { findKey, readState, webhookKey, writeState, type WebhookState } from './state';

/** In bytes. n8n itself takes 16 MiB, which is more than any event. */
const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** A delivery that has proved its sender. */
export interface Delivery {
	body: IDataObject;
	headers: Headers;
}

type Headers = Record<string, string | string[] | undefined>;

/** One way to see a delivery, for which an execution may be started. */
export interface Reading {
	/** What makes it itself: it starts one execution, however often it is delivered. */
	keys: string[];
	/** What the execution begins with. */
	item: IDataObject;
}

/** The delivery is not taken, and the sender is told so. */
export interface Refusal {
	statusCode: 400 | 401 | 413 | 415 | 422 | 503;
	message: string;
}

/** What differs between services. */
export interface WebhookProfile {
	/** Whether the headers hold the secret that this webhook was registered with. */
	isAuthentic(headers: Headers, state: WebhookState): boolean | Promise<boolean>;
	/**
	 * What a delivery means: the readings of which the first that is new starts an execution. None for
	 * an event that came as agreed, and of which the user wants to know nothing.
	 */
	read(delivery: Delivery): Reading[] | Refusal;
}

const memories = new DeliveryMemories();

/**
 * Takes one delivery of a webhook: proves its sender, reads it, and starts an execution unless the
 * same has started one already. All else gets its status code, and starts nothing.
 *
 * Until n8n has started the execution, nothing is taken as delivered: whatever fails in between, the
 * sender's next try starts it.
 */
export async function receiveDelivery(
	context: IWebhookFunctions,
	profile: WebhookProfile,
): Promise<IWebhookResponseData> {
	const staticData = context.getWorkflowStaticData('node');
	const { path, headers, rawBody } = context.getRequestObject() as unknown as IncomingRequest;
	const isTest = context.getMode() === 'manual';
	const key =
		(isTest ? findKey(staticData, path) : undefined) ??
		webhookKey(context.getNodeWebhookUrl('default') ?? path);
	const state = readState(staticData, key);

	if (!(await profile.isAuthentic(headers, state))) {
		return refuse(context, { statusCode: 401, message: 'The webhook secret is missing or wrong' });
	}
	const body = parseBody(rawBody);
	if ('statusCode' in body) return refuse(context, body);
	const readings = profile.read({ body: body.value, headers });
	if ('statusCode' in readings) return refuse(context, readings);

	for (const { keys, item } of readings) {
		// Who tests may want the same again.
		if (isTest) return { workflowData: [[{ json: item }]] };
		const hashes = keys.map(hashKey);
		const claim = await memories.of(key).claim(hashes, state.deliveries ?? []);
		if (!claim) continue;
		// Not "finish": that needs a sender who still listens, and the execution starts all the same.
		context.getResponseObject().once('prefinish', claim.release);
		return startedBy(item, () => {
			writeState(staticData, key, { ...state, deliveries: claim.start() });
		});
	}
	return { webhookResponse: { message: 'Nothing to start' } };
}

/** n8n's request: https://expressjs.com/en/api.html#req, and the bytes of the body. */
interface IncomingRequest {
	path: string;
	headers: Headers;
	/** Undefined where n8n does not read the body as a whole: multipart. */
	rawBody?: Buffer;
}

/**
 * n8n starts the execution, then reads the response to send, then stores the static data: the first
 * moment to tell that the execution was started, and the last to have it stored. (What a webhook
 * changes before is not: n8n forgets that it was changed when it makes the execution's own workflow.)
 * n8n 1 reads the response before it starts the execution.
 */
function startedBy(json: IDataObject, onStart: () => void): IWebhookResponseData {
	return {
		workflowData: [[{ json }]],
		get webhookResponse() {
			onStart();
			return { message: 'Workflow was started' };
		},
	};
}

/** n8n has no other way to send a status code without starting an execution. */
function refuse(
	context: IWebhookFunctions,
	{ statusCode, message }: Refusal,
): IWebhookResponseData {
	context.getResponseObject().status(statusCode).json({ message });
	return { noWebhookResponse: true };
}

function parseBody(bytes: Buffer | undefined): { value: IDataObject } | Refusal {
	if (!bytes) return { statusCode: 415, message: 'The body must be JSON' };
	if (bytes.length > MAX_BODY_BYTES) {
		return { statusCode: 413, message: `The body is larger than ${MAX_BODY_BYTES} bytes` };
	}
	const json = tryParseJson(bytes.toString('utf8'));
	return json.ok && isObject(json.value) && !isNestedTooDeep(json.value)
		? { value: json.value as IDataObject }
		: { statusCode: 400, message: 'The body must be a JSON object' };
}

/** Short and of one length, whatever the sender takes for an ID. 96 bits do not collide by chance. */
function hashKey(key: string): string {
	return createHash('sha256').update(key).digest('base64url').slice(0, 16);
}

/** An ID for a delivery whose sender gave it none: of the same content. */
export function contentKey(body: IDataObject): string {
	return createHash('sha256').update(JSON.stringify(body)).digest('base64url');
}
