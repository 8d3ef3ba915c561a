import { isObject } from '../../../../../http/json.ts';
import { simplifyJsonApi } from '../../../../../services/anny/json-api/simplify.ts';

/** Names that differ by underscores alone, as attributes and as relationships. */
function clashing(count: number) {
	const names = Array.from({ length: count }, (_, n) => `${'_'.repeat(n)}id`);
	const attributes = Object.fromEntries(names.map((name) => [name, name]));
	const relationships = Object.fromEntries(names.map((name) => [name, { data: null }]));
	return { data: { id: '1', type: 'a', attributes, relationships } };
}

/** How often simplifying looks whether a name is taken. */
function stepsFor(count: number): number {
	const looks = jest.spyOn(Object, 'hasOwn');
	try {
		simplifyJsonApi(clashing(count));
		return looks.mock.calls.length;
	} finally {
		looks.mockRestore();
	}
}

test('The effort for members called id, _id, __id … grows with their number, not with its square', () => {
	expect(stepsFor(200)).toBeGreaterThan(200);
	expect(stepsFor(800) / stepsFor(200)).toBeLessThan(5);
	expect(stepsFor(800)).toBeLessThan(50 * 800);
});

test('However many members have names that clash, none is lost', () => {
	const flat = simplifyJsonApi(clashing(300));
	expect(Object.keys(isObject(flat) ? flat : {})).toHaveLength(2 + 2 * 300);
});
