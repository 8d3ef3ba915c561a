import { linkHeaderPaging, nextLink } from '../../../../http/pagination/link-header.ts';

test.each([
	['<https://a.example/?page=2>; rel="next"', 'https://a.example/?page=2'],
	['<https://a.example/1>; rel="prev", <https://a.example/3>; rel="next"', 'https://a.example/3'],
	['<https://a.example/3>; rel=next', 'https://a.example/3'],
	['</list?a=1,2;3>; title="x"; rel="last NEXT"', '/list?a=1,2;3'],
	['<https://a.example/9>; rel="last"', undefined],
	['<https://a.example/9>; rel="nextish"', undefined],
	['', undefined],
	['garbage', undefined],
])("The next page of the Link header '%s' is %p", (header, url) => {
	expect(nextLink(header)).toBe(url);
});

test('The Link header pages any list, and tells a response that is none', () => {
	const paging = linkHeaderPaging((body) => body);
	expect(paging.first({ a: 1 }, 10)).toEqual({ a: 1 });
	expect(paging.read([1, 2], {}, { link: ['<x>; rel="next"'] })).toEqual({
		records: [1, 2],
		next: 'x',
	});
	expect(paging.read({ a: 1 }, {}, {})).toEqual({ records: undefined, next: undefined });
	expect(paging.read(undefined, {}, {})).toEqual({ records: [], next: undefined });
});
