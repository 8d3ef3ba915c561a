import { Agent, fetch } from 'undici';

/** A request without n8n: what the network and the sandbox alone take. */
export interface BareRequest {
	url: string;
	token: string;
}

/**
 * Sends requests from a bare Node.js program, as many at a time as our node does, and reads the
 * answers to the end: the physical floor of a case.
 *
 * @returns ms
 */
export async function bareRequests(requests: BareRequest[], atATime = 20): Promise<number> {
	const dispatcher = new Agent({ connections: atATime });
	const start = performance.now();
	let next = 0;
	const worker = async () => {
		while (next < requests.length) {
			const { url, token } = requests[next++];
			const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.api+json' };
			const answer = await fetch(url, { headers, dispatcher });
			await answer.arrayBuffer();
		}
	};
	await Promise.all(Array.from({ length: Math.min(atATime, requests.length) }, worker));
	const milliseconds = performance.now() - start;
	await dispatcher.close();
	return milliseconds;
}
