import { area, fields, get, jsonQuery, options, post, query } from '../support/case.mts';

const arrays = (queryParameterArrays: string) => options({ queryParameterArrays });
const formats = ['brackets', 'indices', 'repeat'] as const;

export const queryCases = area('Query', {
	'a query parameter': { parameters: get(query(['a', '1'])) },
	'several query parameters': { parameters: get(query(['a', '1'], ['b', '2'], ['c', '3'])) },
	'a query parameter with reserved characters': {
		parameters: get(query(['a b', '1 & 2 = 3 + 4 # ? /']), options({})),
	},
	'a query parameter with letters beyond ASCII': { parameters: get(query(['ä', 'ö€😀'])) },
	'a query parameter with characters that axios leaves alone': {
		parameters: get(query(['a', "$:,[]@!'()*~-_."])),
	},
	'a query parameter name with brackets': { parameters: get(query(['filter[status]', 'open'])) },
	'a query parameter name that ends in []': { parameters: get(query(['z[]', '1'])) },
	'a query parameter with a number': { parameters: get(query(['a', '={{ 7 }}'])) },
	'a query parameter with a decimal number': { parameters: get(query(['a', '={{ 1.50 }}'])) },
	'a query parameter with zero': { parameters: get(query(['a', '={{ 0 }}'])) },
	'a query parameter with true': { parameters: get(query(['a', '={{ true }}'])) },
	'a query parameter with false': { parameters: get(query(['a', '={{ false }}'])) },
	'a query parameter with null': { parameters: get(query(['a', '={{ null }}'], ['b', '1'])) },
	'a query parameter with undefined': {
		parameters: get(query(['a', '={{ undefined }}'], ['b', '1'])),
	},
	'an empty query parameter': { parameters: get(query(['a', ''], ['b', '1'])) },
	'a query parameter without a name': { parameters: get(query(['', '1'], ['b', '2'])) },
	'a query parameter with a date': {
		parameters: get(query(['a', '={{ new Date("2026-01-02T03:04:05Z") }}'])),
	},
	'a query parameter with a Luxon date': {
		parameters: get(query(['a', '={{ DateTime.fromISO("2026-01-02T03:04:05Z").toUTC() }}'])),
	},
	'a query parameter with a list': { parameters: get(query(['ids', '={{ [1, 2] }}'])) },
	'a query parameter with an empty list': { parameters: get(query(['ids', '={{ [] }}'])) },
	'a query parameter with an object': { parameters: get(query(['a', '={{ {b: 1, c: "x"} }}'])) },
	'a query parameter with a nested object': {
		parameters: get(query(['a', '={{ {b: {c: [1, {d: 2}]}} }}'])),
	},
	'a query parameter from an expression with text around it': {
		parameters: get(query(['a', '=x{{ $json.n }}y'])),
		items: [{ n: 1 }],
	},
	'a query parameter whose name is an expression': {
		parameters: get(query(['={{ $json.name }}', '1'])),
		items: [{ name: 'b' }],
	},
	'a query parameter for each item': {
		parameters: get(query(['n', '={{ $json.n }}'])),
		items: [{ n: 1 }, { n: 2 }, { n: 3 }],
	},
	'a repeated query parameter': { parameters: get(query(['a', '1'], ['a', '2'])) },
	'a query parameter three times': { parameters: get(query(['a', '1'], ['a', '2'], ['a', '3'])) },
	'a repeated query parameter name that ends in []': {
		parameters: get(query(['z[]', '1'], ['z[]', '2'])),
	},
	'a list and a value under one query parameter name': {
		parameters: get(query(['a', '={{ [1, 2] }}'], ['a', '3'])),
	},
	'a value and a list under one query parameter name': {
		parameters: get(query(['a', '3'], ['a', '={{ [1, 2] }}'])),
	},
	'query parameters beside those in the URL': {
		parameters: { ...get(query(['b', '2'])), url: '{server}/path?a=1' },
	},
	'a query parameter that the URL has already': {
		parameters: { ...get(query(['a', '2'])), url: '{server}/path?a=1' },
	},
	'a query in the URL only': { parameters: { url: '{server}/path?a=1&b=%20x+y&a=2' } },
	'a query parameter beside a fragment in the URL': {
		parameters: { ...get(query(['a', '1'])), url: '{server}/path#top' },
	},
	'query parameters that are switched off': {
		parameters: { ...get(query(['a', '1'])), sendQuery: false },
	},
	'a query switched on and left empty': { parameters: get(query(['', ''])) },
	'query parameters in JSON': { parameters: get(jsonQuery('{"a": 1, "b": "x y"}')) },
	'a list and an object in a JSON query': {
		parameters: get(jsonQuery('{"a": [1, 2], "b": {"c": true}}')),
	},
	'null in a JSON query': { parameters: get(jsonQuery('{"a": null, "b": 1}')) },
	'a JSON query from an expression': {
		parameters: get(jsonQuery('={{ JSON.stringify({ n: $json.n }) }}')),
		items: [{ n: 5 }],
	},
	'an object as a JSON query': {
		parameters: get(jsonQuery('={{ { n: $json.n } }}')),
		items: [{ n: 5 }],
	},
	'a JSON query that is no JSON': { parameters: get(jsonQuery('{a: 1')) },
	'an empty JSON query': { parameters: get(jsonQuery('')) },
	'a JSON query that is a list': { parameters: get(jsonQuery('["a", "b"]')) },
	'a JSON query that is a text': { parameters: get(jsonQuery('"abc"')) },
	'a query on a POST': { parameters: post(query(['a', '1']), fields(['b', '2'])) },
	...Object.fromEntries(
		formats.flatMap((format) => [
			[
				`a list in the query, written with ${format}`,
				{ parameters: get(query(['ids', '={{ [1, "b c"] }}']), arrays(format)) },
			],
			[
				`an object in the query, lists written with ${format}`,
				{ parameters: get(query(['a', '={{ {b: [1, 2], c: {d: 3}} }}']), arrays(format)) },
			],
			[
				`a repeated query parameter, lists written with ${format}`,
				{ parameters: get(query(['a', '1'], ['a', '2'], ['b', 'ä&']), arrays(format)) },
			],
			[
				`a query parameter with null, lists written with ${format}`,
				{ parameters: get(query(['a', '={{ null }}'], ['b', '']), arrays(format)) },
			],
			[
				`a JSON query, lists written with ${format}`,
				{ parameters: get(jsonQuery('{"a": [1, [2, 3]], "b": "x"}'), arrays(format)) },
			],
		]),
	),
});
