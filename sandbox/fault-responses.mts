import type { Request, Response } from 'express';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { FaultRule } from './types.mts';

/**
 * Sends about 1 MB that expands to 1 GB. A gzip file may consist of many members (RFC 1952
 * section 2.2), so one member of 16 MB is enough, sent 64 times.
 */
export function gzipBomb(response: Response): void {
	const member = gzipSync(Buffer.alloc(16 * 1024 * 1024, ' '));
	response.set({ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
	for (let sent = 0; sent < 64; sent++) response.write(member);
	response.end();
}

/** Changes one property of a JSON body. A body that is no JSON object stays. */
function withToken(body: Buffer, change: (token: Record<string, unknown>) => void): Buffer {
	try {
		const token = JSON.parse(body.toString()) as Record<string, unknown>;
		change(token);
		return Buffer.from(JSON.stringify(token));
	} catch {
		return body;
	}
}

/** The body of a response after a fault that only changes its content. */
function spoil(fault: FaultRule['fault'], body: Buffer): Buffer {
	switch (fault) {
		case 'truncated-json':
			return body.subarray(0, Math.floor(body.length / 2));
		case 'token-missing':
			return withToken(body, (token) => delete token.access_token);
		case 'token-wrong-type':
			return withToken(body, (token) => Object.assign(token, { access_token: { no: 'string' } }));
		case 'token-huge':
			return withToken(body, (token) =>
				Object.assign(token, { access_token: 'x'.repeat(100 * 1024) }),
			);
		case 'expires-absurd':
			return withToken(body, (token) => {
				for (const key of ['expires_in', 'expiresIn']) if (key in token) token[key] = -1e18;
				if ('expiresAt' in token) token.expiresAt = '+275760-13-40T99:99:99+00:00';
			});
		default:
			return body;
	}
}

async function drip(response: Response, body: Buffer, bytesPerSecond: number): Promise<void> {
	const step = Math.max(1, Math.round(bytesPerSecond / 10));
	for (let at = 0; at < body.length && !response.destroyed; at += step) {
		response.write(body.subarray(at, at + step));
		await wait(100);
	}
}

/**
 * Collects what a route sends, and sends it in a faulty way. The route's work is done by then:
 * what it stored stays stored.
 */
export function changeResponse(request: Request, response: Response, rule: FaultRule): void {
	const chunks: Buffer[] = [];
	const collect = (chunk: unknown) => {
		if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
	};
	const write = response.write.bind(response);
	const end = response.end.bind(response);
	response.write = ((chunk: unknown) => {
		collect(chunk);
		return true;
	}) as Response['write'];
	response.end = ((chunk: unknown) => {
		collect(chunk);
		Object.assign(response, { write, end });
		const body = Buffer.concat(chunks);
		switch (rule.fault) {
			case 'lost-response':
				request.socket.resetAndDestroy();
				break;
			case 'reset-mid-body':
				// The header promises the whole body; half of it comes.
				response.set('Content-Length', String(Math.max(body.length, 2)));
				response.write(body.subarray(0, Math.max(1, body.length / 2)), () => {
					request.socket.resetAndDestroy();
				});
				break;
			case 'stalled-body':
				// The headers promise the whole body; four bytes of it come, then silence.
				response.set('Content-Length', String(Math.max(body.length, 1000)));
				response.write(body.subarray(0, 4).toString().padEnd(4));
				break;
			case 'slow-drip':
				void drip(response, body, rule.bytesPerSecond ?? 100).then(() => response.end());
				break;
			case 'wrong-content-type':
				response.set('Content-Type', 'text/html; charset=utf-8');
				response.end(body);
				break;
			default: {
				const spoiled = spoil(rule.fault, body);
				response.set('Content-Length', String(spoiled.length));
				response.end(spoiled);
			}
		}
		return response;
	}) as Response['end'];
}
