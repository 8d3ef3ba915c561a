import type { INode } from 'n8n-workflow';
import { cancelSignal, isTool, ONLY_401_IS_AN_ERROR } from '../../../http/n8n-versions.ts';

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
	expect(ONLY_401_IS_AN_ERROR).toEqual({ ignore: true, except: [401] });
});
