import { toPath } from '../../../../http/request/key-path.ts';

test.each([
	['a', ['a']],
	['a.b.c', ['a', 'b', 'c']],
	['tags[0].name', ['tags', '0', 'name']],
	['data["first.name"].b', ['data', 'first.name', 'b']],
	["data['it\\'s']", ['data', "it's"]],
	['[0].a', ['0', 'a']],
	['a.[0]', ['a', '0']],
	['a.', ['a', '']],
	['.a', ['', 'a']],
	['a..b', ['a', '', 'b']],
	['a[]', ['a', '']],
	['a[b', ['a[b']],
	['.', ['', '']],
])('the name %p is the path %p', (name, path) => {
	expect(toPath(name)).toEqual(path);
});
