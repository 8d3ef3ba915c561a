import type { Delivery, ServiceName } from './types.mts';

/** A webhook's request. */
export interface WebhookRequest {
	service: ServiceName;
	url: string;
	headers: Record<string, string>;
	body: Record<string, unknown>;
}

/** A receiver that takes longer has failed. How long the services wait is not known. */
const TIMEOUT_MS = 10_000;

/** The deliveries of both services, for the control address. */
export class Deliveries {
	readonly all: Delivery[] = [];
	/** By subscription. */
	readonly failuresInARow = new Map<string, number>();

	/**
	 * Sends a webhook, and again after each pause while the receiver does not answer 2xx.
	 * @returns the statuses of all attempts, null for one without a response
	 */
	async send(
		{ service, url, headers, body }: WebhookRequest,
		pausesMs: number[],
	): Promise<Delivery> {
		const delivery: Delivery = { service, url, body, statuses: [], isDone: false };
		this.all.push(delivery);
		for (const pauseMs of [0, ...pausesMs]) {
			await new Promise((resolve) => setTimeout(resolve, pauseMs));
			delivery.statuses.push(await post(url, headers, body));
			if (isSuccess(delivery)) break;
		}
		delivery.isDone = true;
		return delivery;
	}
}

/** Whether the receiver has taken a delivery at last. */
export function isSuccess({ statuses }: Delivery): boolean {
	const status = statuses.at(-1);
	return typeof status === 'number' && status >= 200 && status < 300;
}

async function post(
	url: string,
	headers: Record<string, string>,
	body: unknown,
): Promise<number | null> {
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', ...headers },
			body: JSON.stringify(body),
			redirect: 'manual',
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		await response.body?.cancel();
		return response.status;
	} catch {
		return null;
	}
}
