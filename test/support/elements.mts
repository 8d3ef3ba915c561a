/** The element at an index of a list; fails the test where there is none. */
export function at<T>(list: readonly T[], index: number): T {
	const element = list[index];
	if (element === undefined) {
		throw new Error(`Expected an element at index ${index}, but there are ${list.length}`);
	}
	return element;
}

/** The one element of a list; fails the test where there are none or several. */
export function only<T>(list: readonly T[]): T {
	if (list.length !== 1) throw new Error(`Expected one element, but there are ${list.length}`);
	return at(list, 0);
}

/** The value of a key; fails the test where there is none. */
export function valueOf<T>(record: Readonly<Record<string, T>>, key: string): T {
	const value = record[key];
	if (value === undefined) throw new Error(`Expected a value for "${key}"`);
	return value;
}
