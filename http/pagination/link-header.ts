import type { Paging } from '../profile';
import { parseLinks } from '../response/header-values';
import { headerText } from '../response/response';

/** Paging by the Link header with `rel="next"` (RFC 8288, section 3), whatever the service. */
export function linkHeaderPaging(records: (body: unknown) => unknown): Paging {
	return {
		pageSize: 0,
		first: (query) => query,
		read: (body, _query, headers) => {
			const list = body === undefined ? [] : records(body);
			return {
				records: Array.isArray(list) ? (list as unknown[]) : undefined,
				next: nextLink(headerText(headers.link)),
			};
		},
	};
}

/** `<https://…?page=2>; rel="next", <…>; rel="last"` → the first URL. */
export function nextLink(header: string): string | undefined {
	const next = parseLinks(header).find(({ parameters }) =>
		(parameters.get('rel') ?? '').toLowerCase().split(/\s+/).includes('next'),
	);
	return next?.target;
}
