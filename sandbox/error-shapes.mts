import type { ErrorShape } from './types.mts';

export interface ErrorBody {
	contentType: string | undefined;
	body: string | Buffer;
}

const json = (body: unknown, contentType = 'application/json'): ErrorBody => ({
	contentType,
	body: JSON.stringify(body),
});

const page = (status: number, filler = ''): ErrorBody => ({
	contentType: 'text/html; charset=utf-8',
	body: `<!doctype html><html><head><title>${status}</title></head><body><h1>Error ${status}</h1>${filler}</body></html>`,
});

const TEN_MEGABYTES = 10 * 1024 * 1024;

/** The body of an error response in one of the shapes that the services, or a proxy, may send. */
export function errorBody(shape: ErrorShape, status: number): ErrorBody {
	const title = `Sandbox error ${status}`;
	const detail = `The sandbox was asked to respond with ${status}.`;
	const jsonApi = {
		errors: [
			{
				id: '00000000-0000-4000-8000-000000000000',
				status: String(status),
				code: 'sandbox_error',
				title,
				detail,
				source: { pointer: '/data/attributes/email' },
			},
		],
	};
	switch (shape) {
		case 'html':
			return page(status);
		case 'big':
			return page(status, `<p>${'x'.repeat(TEN_MEGABYTES)}</p>`);
		case 'jsonapi':
			return json(jsonApi, 'application/vnd.api+json');
		case 'truncated':
			return { contentType: 'application/json', body: JSON.stringify(jsonApi).slice(0, -20) };
		case 'message':
			return json({ message: detail });
		case 'fields':
			return json({
				message: 'The given data was invalid.',
				errors: { email: ['The email must be a valid email address.', 'The email is taken.'] },
			});
		case 'title':
			return json({ title, message: detail });
		case 'error':
			return json({ error: detail });
		case 'string':
			return json(detail);
		case 'text':
			return { contentType: 'text/plain; charset=utf-8', body: detail };
		case 'problem':
			return json(
				{
					type: 'https://tools.ietf.org/html/rfc9110#section-15.5.1',
					title,
					status,
					detail,
					instance: '/sandbox',
					errors: { storeId: ['The StoreId field is required.'] },
				},
				'application/problem+json',
			);
		case 'binary':
			return {
				contentType: 'application/octet-stream',
				body: Buffer.from([0x89, 0x00, 0xff, 0xfe, 0x01, 0x80]),
			};
		case 'empty':
			return { contentType: undefined, body: '' };
	}
}
