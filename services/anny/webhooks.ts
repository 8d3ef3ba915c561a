import type { IHookFunctions, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { sentences } from '../../http/errors/describe';
import { HttpStatusError, InputError } from '../../http/errors/errors';
import { toNodeError } from '../../http/errors/node-error';
import { raise } from '../../http/errors/raise';
import { textOf } from '../../http/json';
import { jsonBody } from '../../http/request/body';
import { HeaderMap } from '../../http/request/headers';
import { parameterReader, ParameterReader } from '../../http/request/parameters';
import { readSettings } from '../../http/request/settings';
import { resolveUrl } from '../../http/request/url';
import { resolveCredential, type ResolvedCredential } from '../../http/transport/credential';
import { createRequestContext } from '../../http/transport/request-context';
import { requestWithRetries } from '../../http/transport/retries';
import { assertPublicAddress } from '../../http/webhooks/public-address';
import { receiveDelivery } from '../../http/webhooks/receive';
import { createSecret, hashSecret, isSecret } from '../../http/webhooks/secret';
import { readState, webhookKey, writeState, type WebhookState } from '../../http/webhooks/state';
import { readAnnyDelivery } from './deliveries';
import { sourceEvents } from './events';
import { SERVICE_NAME } from './hosts';
import { annyProfile } from './profile';
import { organizationQuery } from './query';
import {
	isUpToDate,
	SECRET_HEADER,
	subscribe,
	unsubscribe,
	type SendToAnny,
	type Subscription,
	type WantedSubscription,
} from './subscriptions';

/** Takes a delivery: with the secret of the node's subscription, of the events it names. */
export async function receiveEvent(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	return await receiveDelivery(context, {
		isAuthentic: (headers, { subscription }) => {
			const { secretHash } = (subscription ?? {}) as Partial<Subscription>;
			return isSecret(headers[SECRET_HEADER.toLowerCase()], secretHash ?? '');
		},
		read: (delivery) =>
			readAnnyDelivery(delivery, {
				events: chosenEvents(context),
				simplify: context.getNodeParameter('simplify', true) as boolean,
			}),
	});
}

/** Whether the subscription is as it should be. One that is not is deleted, so that none is left. */
export async function subscriptionExists(context: IHookFunctions): Promise<boolean> {
	const { subscription } = stateOf(context);
	if (!subscription) return false;
	const isFine = await withAnny(context, async ({ send }) => {
		return await isUpToDate(send, subscription as Subscription, wantedSubscription(context));
	});
	if (!isFine) await deleteSubscription(context);
	return isFine;
}

/** Subscribes to the chosen events with a new secret, of which only the hash is kept. */
export async function createSubscription(context: IHookFunctions): Promise<boolean> {
	const wanted = wantedSubscription(context);
	const secret = createSecret();
	const id = await withAnny(context, async ({ send, baseUrl }) => {
		if (wanted.events.length === 0) {
			throw new InputError('No event is chosen', 'Choose at least one in the field "Events".');
		}
		assertPublicAddress(wanted.url, baseUrl, SERVICE_NAME);
		const { name } = context.getWorkflow();
		return await subscribe(send, wanted, { name: `n8n: ${name ?? 'workflow'}`, secret });
	});
	const subscription: Subscription = { ...wanted, id, secretHash: hashSecret(secret) };
	writeStateOf(context, { ...stateOf(context), subscription });
	return true;
}

/** Deletes the subscription. What has been delivered stays known. */
export async function deleteSubscription(context: IHookFunctions): Promise<boolean> {
	const { subscription, deliveries } = stateOf(context);
	if (subscription) {
		await withAnny(context, async ({ send }) => {
			await unsubscribe(send, subscription as Subscription);
		});
	}
	writeStateOf(context, deliveries ? { deliveries } : {});
	return true;
}

function wantedSubscription(context: IHookFunctions): WantedSubscription {
	const { o: organization } = organizationQuery(parameterReader(context));
	return {
		url: webhookUrl(context),
		events: sourceEvents(chosenEvents(context)),
		organization: textOf(organization),
	};
}

function chosenEvents(context: IHookFunctions | IWebhookFunctions): string[] {
	const events = context.getNodeParameter('events', []);
	return Array.isArray(events) ? events.map(String) : [];
}

function webhookUrl(context: IHookFunctions): string {
	return context.getNodeWebhookUrl('default') ?? '';
}

function stateOf(context: IHookFunctions): WebhookState {
	return readState(context.getWorkflowStaticData('node'), webhookKey(webhookUrl(context)));
}

function writeStateOf(context: IHookFunctions, state: WebhookState): void {
	writeState(context.getWorkflowStaticData('node'), webhookKey(webhookUrl(context)), state);
}

/** In a dialog someone waits, and n8n tries again by itself when it starts. */
const MAX_WAIT_MS = 60_000;

/** Lends the node's credential and the package's transport; failures become n8n's own errors. */
async function withAnny<T>(
	n8n: IHookFunctions,
	use: (anny: { send: SendToAnny; baseUrl: string }) => Promise<T>,
): Promise<T> {
	let credential: ResolvedCredential | undefined;
	try {
		credential = await resolveCredential(n8n, annyProfile.credentialType(parameterReader(n8n)), 0);
		const context = createRequestContext(n8n, annyProfile, credential);
		const baseUrl = annyProfile.baseUrl(credential.data);
		const defaults = readSettings(new ParameterReader(() => null));
		const settings = { ...defaults, retry: { ...defaults.retry, maxWaitMs: MAX_WAIT_MS } };
		const send: SendToAnny = async ({ method, path, query, body, expectedStatuses }) => {
			const headers = new HeaderMap();
			headers.set('accept', annyProfile.mediaTypes.accept);
			if (body) headers.set('content-type', annyProfile.mediaTypes.json);
			return await requestWithRetries(
				// It asks for the organization of the subscription and for nothing else.
				{ ...context, fixedQuery: query },
				{
					method,
					url: resolveUrl(path, baseUrl, context.hosts),
					query,
					headers,
					body: jsonBody(body, annyProfile.mediaTypes.json),
					// Of the same subscription: a second time does no harm (RFC 9110, section 9.2.2).
					isRepeatable: method !== 'POST',
				},
				settings,
				{ acceptStatuses: expectedStatuses },
			);
		};
		return await use({ send, baseUrl });
	} catch (error) {
		return raise(
			toNodeError(withScope(error), {
				node: n8n.getNode(),
				itemIndex: 0,
				profile: annyProfile,
				credential,
			}),
		);
	}
}

/** Of an error at publishing n8n shows the message only. */
function withScope(error: unknown): unknown {
	if (!(error instanceof HttpStatusError) || error.response.statusCode !== 403) return error;
	const { message, correlationId } = annyProfile.readError(error.response, {});
	return new InputError(
		'The access token may not manage webhooks: it lacks the scope b.webhook-subscriptions:*',
		sentences(
			'Choose the scope in anny under Organization Settings → API, or ask for it when you connect.',
			message && `anny says: ${message}`,
			correlationId && `anny's request ID: ${correlationId}`,
		),
	);
}
