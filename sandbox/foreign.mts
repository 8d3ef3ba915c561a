import type { RequestListener } from 'node:http';
import { splitTarget } from './counters.mts';
import { remember, type Sandbox } from './state.mts';

/** A host of somebody else. It writes down all that reaches it, Authorization included. */
export function foreignHost(sandbox: Sandbox): RequestListener {
	return (request, response) => {
		sandbox.counters.foreign.requests++;
		remember(sandbox, {
			time: new Date().toISOString(),
			service: 'foreign',
			method: request.method ?? '',
			...splitTarget(request.url ?? '/'),
			headers: request.headers,
			contentType: request.headers['content-type'],
			bodySize: Number(request.headers['content-length'] ?? 0),
			bodySha256: undefined,
			body: undefined,
			status: 200,
			milliseconds: 0,
			account: undefined,
			tokenId: undefined,
			fault: undefined,
		});
		request.resume();
		response.setHeader('Content-Type', 'application/json');
		response.end(JSON.stringify({ foreign: true }));
	};
}
