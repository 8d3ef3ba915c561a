import { Readable } from 'node:stream';
import type { IHttpRequestOptions } from 'n8n-workflow';
import type { HttpRequest } from '../../services/anybill/token-endpoint.ts';

/** What the endpoint says to one request; an Error is thrown, as n8n does without a response. */
export type Reply = { status?: number; body: unknown; headers?: Record<string, string> } | Error;

/** A token endpoint without a network: n8n's `httpRequest`, and what it was called with. */
export class FakeTokenEndpoint {
	readonly options: IHttpRequestOptions[] = [];
	/** One for each request; the last one for all that follow. */
	replies: Array<Reply | (() => Reply)>;

	constructor(...replies: FakeTokenEndpoint['replies']) {
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
		this.options.push(options);
		const next = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
		await new Promise(setImmediate);
		const reply = typeof next === 'function' ? next() : next;
		if (reply instanceof Error) throw reply;
		const { status = 200, body, headers } = reply ?? { body: undefined };
		const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
		return {
			statusCode: status,
			statusMessage: '',
			headers: { 'content-type': 'application/json', ...headers },
			body: Readable.from([Buffer.from(text)]),
		};
	}) as HttpRequest;
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
