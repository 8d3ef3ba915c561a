/** All that a stream yields. */
export async function allOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
	const list: T[] = [];
	for await (const one of stream) list.push(one);
	return list;
}
