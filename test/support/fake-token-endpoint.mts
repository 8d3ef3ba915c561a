import { Readable } from 'node:stream';
import type { IHttpRequestOptions } from 'n8n-workflow';
import type { HttpRequest } from '../../services/anybill/token-endpoint.ts';

/** The response to one request; an Error is thrown, as n8n does without a response. */
export type Reply = { status?: number; body: unknown; headers?: Record<string, string> } | Error;

type Replies = Array<Reply | (() => Reply)>;

/**
 * A token endpoint, and the API that its tokens are for, without a network: n8n's `httpRequest`, and
 * what it was called with.
 */
export class FakeTokenEndpoint {
	/** Token requests. */
	readonly options: IHttpRequestOptions[] = [];
	/** The Authorization headers of the requests to the API. */
	readonly probes: unknown[] = [];
	/** One for each token request; the last one for all that follow. */
	replies: Replies;
	/** What the API responds. */
	api: () => Reply = () => ({ body: [] });
	apiWithoutToken: () => Reply = () => ({ status: 401, body: '' });

	constructor(...replies: Replies) {
		this.replies = replies;
	}

	/** The forms that arrived. */
	get forms(): URLSearchParams[] {
		return this.options.map(({ body }) => new URLSearchParams(body as string));
	}

	/** The grants that were asked for, in order. */
	get grants(): Array<string | null> {
		return this.forms.map((form) => form.get('grant_type'));
	}

	readonly request = (async (options: IHttpRequestOptions) => {
		if (options.method === 'GET') {
			this.probes.push(options.headers?.Authorization);
			await new Promise(setImmediate);
			return respond(options.headers?.Authorization ? this.api() : this.apiWithoutToken());
		}
		this.options.push(options);
		const next = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
		await new Promise(setImmediate);
		return respond(typeof next === 'function' ? next() : (next ?? { body: undefined }));
	}) as HttpRequest;
}

function respond(reply: Reply) {
	if (reply instanceof Error) throw reply;
	const { status = 200, body, headers } = reply;
	const text = typeof body === 'string' ? body : (JSON.stringify(body) as string | undefined);
	return {
		statusCode: status,
		statusMessage: '',
		headers: { 'content-type': 'application/json', ...headers },
		body: Readable.from(text === undefined || text === '' ? [] : [Buffer.from(text)]),
	};
}

let issued = 0;

/** A good response; every token differs. */
export function tokens(more: Record<string, unknown> = {}): Reply {
	issued++;
	const body = { access_token: `access-${issued}`, refresh_token: `refresh-${issued}`, ...more };
	return { body: { token_type: 'Bearer', expires_in: 86_400, ...body } };
}

/** A refusal of Azure AD B2C. */
export function b2cError(code: number, error = 'invalid_grant'): Reply {
	const correlation = '1f1dd8b2-17ed-4f0e-9d2f-2c0f3f9c0a11';
	const error_description = `AADB2C${code}: No.\r\nCorrelation ID: ${correlation}\r\n`;
	return { status: 400, body: { error, error_description } };
}
