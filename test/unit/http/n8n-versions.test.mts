import type { INode } from 'n8n-workflow';
import { cancelSignal, isTool, ONLY_403_IS_NO_ERROR } from '../../../http/n8n-versions.ts';

const nodeOf = (node: Partial<INode>) => ({ getNode: () => node as INode });

test.each([
	['n8n 2 says so', { ...nodeOf({}), isToolExecution: () => true }, true],
	['its output goes to an agent', nodeOf({ rewireOutputLogTo: 'ai_tool' }), true],
	['n8n 2 says that it is none', { ...nodeOf({}), isToolExecution: () => false }, false],
	['n8n 1 says nothing', nodeOf({}), false],
])('Where %s, a node runs as a tool: %s', (_, n8n, expected) => {
	expect(isTool(n8n)).toBe(expected);
});

test('An n8n without a cancel signal runs without one', () => {
	const { signal } = new AbortController();
	expect(cancelSignal({})).toBeUndefined();
	expect(cancelSignal({ getExecutionCancelSignal: () => signal })).toBe(signal);
});

test('An n8n that knows no list of statuses takes ours for "ignore all"', () => {
	const { ignore, except } = ONLY_403_IS_NO_ERROR as unknown as {
		ignore: boolean;
		except: number[];
	};
	expect([ignore, except.length]).toEqual([true, 299]);
	expect(except).toEqual(expect.arrayContaining([302, 401, 404, 500, 503]));
	expect(except).not.toContain(403);
});
