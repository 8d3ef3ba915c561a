import { sharesOf } from '../../../bench/profile.mts';

const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 9 });
const ours = 'file:///n8n/nodes/node_modules/n8n-nodes-anny-anybill/dist/http/execute.js';
const theirs = 'file:///n8n/node_modules/@n8n/expression-runtime/dist/evaluator.js';

test('A profile gives each function, and whoever called it, its share of the busy time', () => {
	const { functions, owners } = sharesOf({
		nodes: [
			{ id: 1, callFrame: frame('(root)') },
			{ id: 2, callFrame: frame('(idle)') },
			{ id: 3, callFrame: frame('task', ours) },
			{ id: 4, callFrame: frame('', theirs), children: [8] },
			{ id: 5, callFrame: frame('task', ours) },
			{ id: 6, callFrame: frame('(garbage collector)') },
			{ id: 7, callFrame: frame('connect', 'node:net') },
			{ id: 8, callFrame: frame('evalClosureSync') },
		],
		samples: [3, 2, 4, 5, 6, 7, 8],
		timeDeltas: [1000, 90_000, 4000, 2000, 1000, 1000, 1000],
	});
	expect(functions.slice(0, 2)).toEqual([
		{
			name: '(anonymous)',
			where: '@n8n/expression-runtime/dist/evaluator.js:10',
			milliseconds: 4,
			share: 0.4,
		},
		{
			name: 'task',
			where: 'n8n-nodes-anny-anybill/dist/http/execute.js:10',
			milliseconds: 3,
			share: 0.3,
		},
	]);
	expect(owners.map(({ name, share }) => [name, share])).toEqual([
		['n8n', 0.5],
		['n8n-nodes-anny-anybill', 0.3],
		['garbage collector', 0.1],
		['Node.js', 0.1],
	]);
});
