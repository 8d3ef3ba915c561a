import { nodeVersion } from '../../../../http/request/node-version.ts';

test('a new node behaves as the newest version of the HTTP Request node', () => {
	expect(nodeVersion(1)).toEqual({ ...nodeVersion(4.5), isSwapped: false });
	expect(nodeVersion(2)).toEqual(nodeVersion(1));
});

test.each([
	['followsRedirects', 3, 4],
	['nestsFieldNames', 3, 4],
	['sendsAllParts', 4.1, 4.2],
	['listsEqualNames', 4.2, 4.3],
] as const)('%s is off in version %p and on from version %p', (trait, before, since) => {
	expect(nodeVersion(before)[trait]).toBe(false);
	expect(nodeVersion(since)[trait]).toBe(true);
});

test('a credential goes along to another origin below version 4.4', () => {
	expect(nodeVersion(4.3).sendsCredentialsElsewhere).toBe(true);
	expect(nodeVersion(4.4).sendsCredentialsElsewhere).toBe(false);
});
