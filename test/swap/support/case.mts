import type { Script } from './playback.mts';

/** The versions of n8n's node that our nodes take over. */
export const VERSIONS = [3, 4, 4.1, 4.2, 4.3, 4.4, 4.5] as const;
export type Version = (typeof VERSIONS)[number];

export const from = (first: Version) => VERSIONS.filter((version) => version >= first);
export const below = (first: Version) => VERSIONS.filter((version) => version < first);

/** One workflow made for n8n's HTTP Request node, and the service that it calls. */
export interface Case {
	/** The node's parameters; `{server}` and `{elsewhere}` are two origins that the credential allows. */
	parameters: Record<string, unknown>;
	/** All unless given. */
	versions?: readonly Version[];
	/** anybill, which talks plain JSON, unless given. */
	service?: 'anny' | 'anybill';
	/** JSON of the input items; one empty item unless given. */
	items?: object[];
	/** Files of each input item, by field. */
	files?: Record<string, File>;
	/** What the server answers: `{"ok": true}` unless given. */
	script?: Script;
	onError?: 'continueRegularOutput' | 'continueErrorOutput';
	/**
	 * What differs in every case for one reason is compared only in the cases that are about it: the
	 * `Accept` header where the user sets none, and where a file came from.
	 */
	compares?: ReadonlyArray<'accept' | 'directory'>;
}

export interface File {
	bytes: string;
	/** None unless given. */
	mimeType?: string;
	fileName?: string;
}

export interface NamedCase extends Case {
	/** The row of docs/parity.md that it stands for. */
	area: string;
	name: string;
}

export const versionsOf = ({ versions = VERSIONS }: Case) => versions;

/** Cases of one row of docs/parity.md, by what the workflow does. */
export const area = (name: string, cases: Record<string, Case>): NamedCase[] =>
	Object.entries(cases).map(([does, one]) => ({ ...one, area: name, name: does }));

/** The same cases, with what is not compared elsewhere. */
export const comparing = (what: 'accept' | 'directory', cases: NamedCase[]): NamedCase[] =>
	cases.map((one) => ({ ...one, compares: [what] }));

export type Rows = Array<[name: string, value: unknown]>;

const pairs = (rows: Rows) => ({ parameters: rows.map(([name, value]) => ({ name, value })) });

export const url = '{server}/path';
export const get = (...more: object[]): Record<string, unknown> => merge({ url }, ...more);
export const post = (...more: object[]): Record<string, unknown> =>
	merge({ method: 'POST', url }, ...more);

export const query = (...rows: Rows) => ({ sendQuery: true, queryParameters: pairs(rows) });
export const jsonQuery = (json: string) => ({
	sendQuery: true,
	specifyQuery: 'json',
	jsonQuery: json,
});
export const headers = (...rows: Rows) => ({ sendHeaders: true, headerParameters: pairs(rows) });
export const jsonHeaders = (json: string) => ({
	sendHeaders: true,
	specifyHeaders: 'json',
	jsonHeaders: json,
});
export const fields = (...rows: Rows) => ({ sendBody: true, bodyParameters: pairs(rows) });
export const jsonBody = (json: string) => ({
	sendBody: true,
	specifyBody: 'json',
	jsonBody: json,
});
export const form = (...rows: Rows) => ({ ...fields(...rows), contentType: 'form-urlencoded' });
export const formText = (body: unknown) => ({
	sendBody: true,
	contentType: 'form-urlencoded',
	specifyBody: 'string',
	body,
});
export const raw = (body: unknown, rawContentType = '') => ({
	sendBody: true,
	contentType: 'raw',
	rawContentType,
	body,
});
export const fileBody = (inputDataFieldName: string) => ({
	sendBody: true,
	contentType: 'binaryData',
	inputDataFieldName,
});
/** Rows of a multipart body: a value, or the field of a file as `{ file: 'data' }`. */
export const multipart = (...rows: Rows) => ({
	sendBody: true,
	contentType: 'multipart-form-data',
	bodyParameters: {
		parameters: rows.map(([name, value]) => {
			const file = (value as { file?: string } | null)?.file;
			return file === undefined
				? { parameterType: 'formData', name, value }
				: { parameterType: 'formBinaryData', name, inputDataFieldName: file };
		}),
	},
});
export const options = (more: object) => ({ options: more });
export const response = (more: object) => options({ response: { response: more } });
export const redirect = (more: object) => options({ redirect: { redirect: more } });
export const paging = (more: object, response: object = {}) =>
	options({ pagination: { pagination: more }, response: { response } });
/** Pages by a parameter; it is a query parameter unless said otherwise. */
export const pageBy = (name: string, value: string, more: object = {}, type = 'qs') => ({
	paginationMode: 'updateAParameterInEachRequest',
	parameters: { parameters: [{ type, name, value }] },
	...more,
});
export const pageByUrl = (nextURL: string, more: object = {}) => ({
	paginationMode: 'responseContainsNextURL',
	nextURL,
	...more,
});
export const until = (expression: string) => ({
	paginationCompleteWhen: 'other',
	completeExpression: `={{ ${expression} }}`,
});
export const untilStatus = (codes: string) => ({
	paginationCompleteWhen: 'receiveSpecificStatusCodes',
	statusCodesWhenComplete: codes,
});

/** Merged one level deep, so that several options can be given one by one. */
function merge(...parts: object[]): Record<string, unknown> {
	const result: Record<string, unknown> = {};
	for (const part of parts) {
		for (const [key, value] of Object.entries(part)) {
			const before = result[key];
			result[key] =
				key === 'options' && before ? { ...before, ...(value as object) } : (value as unknown);
		}
	}
	return result;
}
