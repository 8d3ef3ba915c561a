import { isJsonApiDocument, resourceKey } from '../../../../../services/anny/json-api/document.ts';

test.each([
	[{ type: 'a', id: '1' }, 'a/id/1'],
	[{ type: 'a', id: 1 }, 'a/id/1'],
	[{ type: 'a', lid: '1' }, 'a/lid/1'],
	[{ type: 'a', id: '', lid: '1' }, 'a/lid/1'],
	[{ type: 'a' }, undefined],
	[{ id: '1' }, undefined],
	[{ type: 1, id: '1' }, undefined],
	['a', undefined],
	[null, undefined],
])('The key of the resource %j is %p', (resource, key) => {
	expect(resourceKey(resource)).toBe(key);
});

test.each([
	[{ data: null }, true],
	[{ data: [] }, true],
	[{ data: { type: 'a', id: '1' } }, true],
	[{ data: { type: 'a', attributes: {}, more: 1 } }, true],
	[{ data: [{ type: 'a', id: '1', relationships: {} }] }, true],
	[{ data: { type: 'online', id: '1', name: 'x' } }, false],
	[{ data: [{ type: 'a', id: '1' }, 'x'] }, false],
	[{ data: 'x' }, false],
	[{}, false],
	[[], false],
])('The body %j is a JSON:API document: %s', (body, expected) => {
	expect(isJsonApiDocument(body)).toBe(expected);
});
