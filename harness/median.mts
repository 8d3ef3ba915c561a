/** @returns NaN where there is no value */
export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const around = sorted.length % 2 === 1 ? [middle] : [middle - 1, middle];
	return around.reduce((sum, index) => sum + (sorted[index] ?? NaN), 0) / around.length;
}
