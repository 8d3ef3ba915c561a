import { goalResults } from '../../../bench/goals.mts';

const figures = {
	id: 'limited',
	title: 'Reads',
	pairs: 1,
	builtIn: 2000,
	ours: 600,
	ratio: 0.3,
	floor: 300,
	idle: 10,
	memory: { builtIn: 100, ours: 101, oursAboveIdle: 3 },
	counts: { builtIn: {}, ours: { status429: 41, failed: 0, jsonBytes: 1024 * 1024 } },
};

test('A goal is met where its figure is at most what it says, and one line tells so', () => {
	const goals = {
		ratio: 0.3,
		perFloor: 1.9,
		refusals: 40,
		failed: 0,
		memoryRatio: 1.02,
		memoryPerJson: 3,
	};
	const results = goalResults(goals, figures);
	expect(results.map(({ value, isMet }) => [value, isMet])).toEqual([
		[0.3, true],
		[2, false],
		[41, false],
		[0, true],
		[1.01, true],
		[3, true],
	]);
	expect(results[2]).toMatchObject({ title: 'Reads: responses with status 429', most: 40 });
});
