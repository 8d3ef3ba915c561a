import { Readable } from 'node:stream';
import type { IHttpRequestOptions } from 'n8n-workflow';
import type { ItemContext } from '../../../http/item-context.ts';
import { itemOf, type ItemParts } from './item.mts';

/** What becomes of a request: a response, or what n8n throws. Without a body, a response never ends. */
export type Outcome =
	| number
	| { status?: number; headers?: Record<string, string>; body?: string }
	| Error;

let lastId = 0;

/**
 * An n8n that sends requests to nobody: each has the outcome of its number, all further ones the last.
 * Its store has one OAuth2 credential, which is refreshed to `refreshed-1` and so on.
 */
export class FakeN8n {
	stored = 'token';
	refreshes = 0;
	refreshFailure: Error | undefined;
	readonly sent: IHttpRequestOptions[] = [];
	/** Whether each was sent with the credential. */
	readonly isSigned: boolean[] = [];
	/** The bodies of the responses. */
	readonly bodies: Readable[] = [];
	private readonly outcomes: Outcome[];

	constructor(...outcomes: Outcome[]) {
		this.outcomes = outcomes;
	}

	private async send(options: IHttpRequestOptions, isSigned: boolean) {
		this.sent.push(options);
		this.isSigned.push(isSigned);
		await Promise.resolve();
		const outcome = this.outcomes[this.sent.length - 1] ?? this.outcomes.at(-1);
		if (outcome instanceof Error) throw outcome;
		const response = typeof outcome === 'number' ? { status: outcome } : (outcome ?? {});
		const { status: statusCode = 200, headers = {}, body } = response;
		const stream =
			body === undefined
				? new Readable({ read: () => undefined })
				: Readable.from([Buffer.from(body)]);
		this.bodies.push(stream);
		return { statusCode, headers, body: stream };
	}

	private tokenData() {
		return { oauthTokenData: { access_token: this.stored } };
	}

	readonly functions = {
		getCredentials: async () => await Promise.resolve(this.tokenData()),
		getInputData: () => [{ json: {} }],
		helpers: {
			httpRequest: async (options: IHttpRequestOptions) => await this.send(options, false),
			httpRequestWithAuthentication: async (_: string, options: IHttpRequestOptions) =>
				await this.send(options, true),
			refreshOAuth2Token: async () => {
				await Promise.resolve();
				if (this.refreshFailure) throw this.refreshFailure;
				this.stored = `refreshed-${++this.refreshes}`;
				return { access_token: this.stored };
			},
			prepareBinaryData: async (data: Readable, fileName: string, mimeType: string) => {
				const chunks: Buffer[] = await data.toArray();
				return { data: Buffer.concat(chunks).toString(), fileName, mimeType };
			},
		},
	};

	/** An item whose token was read when it began, of a credential that no other test has. */
	item({ isOAuth2 = false, ...parts }: ItemParts & { isOAuth2?: boolean } = {}): ItemContext {
		const item = itemOf({ n8n: this.functions, ...parts });
		const credential = { ...item.credential, id: String(++lastId), isOAuth2 };
		return { ...item, credential: { ...credential, data: this.tokenData() } };
	}
}
