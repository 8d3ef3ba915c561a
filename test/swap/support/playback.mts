import { once } from 'node:events';
import {
	createServer,
	type IncomingMessage,
	type RequestListener,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What the server answers to one request. */
export interface Reply {
	/** 200 unless given. */
	status?: number;
	/** The reason phrase; Node.js's own unless given. */
	statusMessage?: string;
	headers?: Record<string, string | string[]>;
	/** Text and bytes are sent as they are; anything else as JSON, and called so. */
	body?: unknown;
	/** Closes the connection: before the response, or in the middle of its body. */
	cut?: 'before' | 'middle';
	/** Keeps the connection open and says nothing. */
	hangs?: true;
}

/** One part of a multipart body. */
export interface Part {
	disposition: string;
	contentType: string | undefined;
	/** Each byte one character. */
	bytes: string;
}

/** What arrived. */
export interface Recorded {
	/** Which of the two origins was asked. */
	origin: 'server' | 'elsewhere';
	method: string;
	/** Path and query, as written. */
	target: string;
	/** A header that was sent twice has two values. Names of `X-` headers keep their case. */
	headers: Record<string, string | string[]>;
	/** How the body's end is told. */
	framing: 'length' | 'chunked' | 'none';
	/** Each byte one character; the parts of a multipart body. */
	body: string | Part[];
}

/** Replies in order, the last one for all that follow; or a function of the request. */
export type Script = Reply | Reply[] | ((asked: Asked) => Reply);

/** What a reply can depend on. */
export interface Asked {
	url: URL;
	/** How many requests came before. */
	before: number;
	request: Recorded;
}

/** Say nothing about what a node sends: they belong to the connection, or to the Node.js beneath. */
const OF_THE_CONNECTION = new Set([
	'accept-encoding',
	'connection',
	'content-length',
	'host',
	'transfer-encoding',
]);

/** Two origins on this machine that write down what they are asked, and answer from a script. */
export class Playback {
	/** In order of arrival. */
	recorded: Recorded[] = [];
	server = '';
	elsewhere = '';
	/** The origin of a token endpoint, which always gives the same token; nothing is recorded of it. */
	signIn = '';
	private script: Script = {};
	private readonly servers = [
		{ origin: 'server', http: createServer(this.listener('server')) },
		{ origin: 'elsewhere', http: createServer(this.listener('elsewhere')) },
		{ origin: 'signIn', http: createServer(giveToken) },
	] as const;

	async start(): Promise<void> {
		for (const { origin, http } of this.servers) {
			http.listen(0, '127.0.0.1');
			await once(http, 'listening');
			this[origin] = `http://127.0.0.1:${String((http.address() as AddressInfo).port)}`;
		}
	}

	async stop(): Promise<void> {
		for (const { http } of this.servers) {
			http.closeAllConnections();
			http.close();
			await once(http, 'close');
		}
	}

	/** Forgets what was recorded, and plays another script. */
	play(script: Script): void {
		this.recorded = [];
		this.script = script;
	}

	/** A value with the addresses in place of `{server}` and `{elsewhere}`. */
	address<T>(value: T): T {
		const text = JSON.stringify(value)
			.replaceAll('{server}', this.server)
			.replaceAll('{elsewhere}', this.elsewhere);
		return JSON.parse(text) as T;
	}

	private listener(origin: Recorded['origin']): RequestListener {
		return (request, response) => {
			void this.answer(origin, request, response);
		};
	}

	private async answer(
		origin: Recorded['origin'],
		incoming: IncomingMessage,
		response: ServerResponse,
	): Promise<void> {
		const bytes = await buffer(incoming).catch(() => undefined);
		// The client left in the middle of its request.
		if (!bytes) return;
		const request = toRecorded(origin, incoming, bytes);
		if (request.target === PROBE) {
			send(response, { body: [] });
			return;
		}
		const before = this.recorded.length;
		this.recorded.push(request);
		send(response, this.replyTo({ url: new URL(request.target, this[origin]), before, request }));
	}

	private replyTo(asked: Asked): Reply {
		const { script } = this;
		if (typeof script === 'function') return this.withAddresses(script(asked));
		if (!Array.isArray(script)) return this.withAddresses(script);
		return this.withAddresses(script[Math.min(asked.before, script.length - 1)] ?? {});
	}

	private withAddresses(reply: Reply): Reply {
		return { ...reply, ...(reply.headers && { headers: this.address(reply.headers) }) };
	}
}

/** After a failure, anybill's credential looks whether its token still works; n8n's node makes it. */
const PROBE = '/api/v3/store?skip=0&take=1';

const giveToken: RequestListener = (_request, response) => {
	send(response, { body: { access_token: 'secret', token_type: 'Bearer', expires_in: 86_400 } });
};

function send(response: ServerResponse, reply: Reply): void {
	if (reply.hangs) return;
	if (reply.cut === 'before') {
		response.destroy();
		return;
	}
	const { body, status = 200, statusMessage, headers } = reply;
	const isRaw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
	const bytes = isRaw ? Buffer.from(body ?? '') : Buffer.from(JSON.stringify(body));
	// Both nodes must see the same, whenever they ask.
	response.sendDate = false;
	response.statusCode = status;
	if (statusMessage !== undefined) response.statusMessage = statusMessage;
	if (!isRaw) response.setHeader('content-type', 'application/json');
	for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
	if (reply.cut === 'middle') {
		response.setHeader('content-length', bytes.length + 1);
		response.write(bytes, () => response.destroy());
		return;
	}
	response.end(bytes);
}

function toRecorded(
	origin: Recorded['origin'],
	{ method = '', url = '', headers, rawHeaders }: IncomingMessage,
	bytes: Buffer,
): Recorded {
	const contentType = headers['content-type'] ?? '';
	const boundary = /^multipart\/.*boundary="?([^";]+)/.exec(contentType)?.[1];
	const sent: Record<string, string | string[]> = {};
	for (let index = 0; index < rawHeaders.length; index += 2) {
		const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
		const lowerCase = name.toLowerCase();
		if (OF_THE_CONNECTION.has(lowerCase)) continue;
		const key = lowerCase.startsWith('x-') ? name : lowerCase;
		const shown = boundary ? value.replace(boundary, '…') : value;
		const before = sent[key];
		sent[key] = before === undefined ? shown : [before, shown].flat();
	}
	return {
		origin,
		method,
		target: url,
		headers: sent,
		framing: headers['transfer-encoding']
			? 'chunked'
			: headers['content-length']
				? 'length'
				: 'none',
		body: boundary ? toParts(bytes, boundary) : bytes.toString('latin1'),
	};
}

/** https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1 */
function toParts(bytes: Buffer, boundary: string): Part[] {
	const text = `\r\n${bytes.toString('latin1')}`;
	return text
		.split(`\r\n--${boundary}`)
		.slice(1, -1)
		.map((part) => {
			const end = part.indexOf('\r\n\r\n');
			const head = part.slice(0, end);
			return {
				disposition: /^content-disposition: (.*)$/im.exec(head)?.[1]?.trim() ?? '',
				contentType: /^content-type: (.*)$/im.exec(head)?.[1]?.trim(),
				bytes: part.slice(end + 4),
			};
		});
}
