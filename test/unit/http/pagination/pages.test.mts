import { InputError } from '../../../../http/errors/errors.ts';
import { collect, type CollectOptions, type Page } from '../../../../http/pagination/pages.ts';
import { allOf } from '../../support/all-of.mts';

const unlimited: CollectOptions = { limit: Infinity, maxPages: Infinity };
const CIRCLE = 'same page came back twice';

/** The ID of a record is the record itself. */
const keyed = { recordKey: (record: unknown) => record as string };

function pageOf(records: unknown[] | undefined, extra: Partial<Page> = {}): Page {
	const head = { statusCode: 200, statusMessage: '', headers: {} };
	const response = { ...head, kind: 'json' as const, body: records ?? 'no list' };
	return { response, link: undefined, records, ...extra };
}

/** Yields pages, and notes how many were asked for and whether the consumer ended it. */
function streamOf(pages: Page[]) {
	const seen = { yielded: 0, isEnded: false };
	async function* stream() {
		try {
			for (const page of pages) {
				seen.yielded++;
				yield page;
			}
		} finally {
			seen.isEnded = true;
		}
	}
	return { seen, stream: stream() };
}

async function keptOf(pages: Page[], options: Partial<CollectOptions> = {}): Promise<unknown[]> {
	const collected = await allOf(collect(streamOf(pages).stream, { ...unlimited, ...options }));
	return collected.flatMap(({ records, kept }) => kept.map((index) => records?.[index]));
}

test('Pages are collected whole and in order where no limit is set', async () => {
	expect(await keptOf([pageOf(['a', 'b']), pageOf(['c'])])).toEqual(['a', 'b', 'c']);
});

test('No page is requested once the limit of records is reached', async () => {
	const { seen, stream } = streamOf([pageOf(['a', 'b']), pageOf(['c', 'd']), pageOf(['e'])]);
	const pages = await allOf(collect(stream, { ...unlimited, limit: 3 }));
	expect(pages.map(({ kept }) => kept)).toEqual([[0, 1], [0]]);
	expect(seen).toEqual({ yielded: 2, isEnded: true });
});

test('No page is requested once the limit of pages is reached', async () => {
	const { seen, stream } = streamOf([pageOf(['a']), pageOf(['b']), pageOf(['c'])]);
	expect(await allOf(collect(stream, { ...unlimited, maxPages: 2 }))).toHaveLength(2);
	expect(seen).toEqual({ yielded: 2, isEnded: true });
});

test('A record that came before is dropped, and does not count towards the limit', async () => {
	const pages = [pageOf(['a', 'b'], keyed), pageOf(['b', 'c'], keyed), pageOf(['d'], keyed)];
	expect(await keptOf(pages, { limit: 3 })).toEqual(['a', 'b', 'c']);
});

test('Records without a key are all kept, however much alike they are', async () => {
	const noKey = { recordKey: () => undefined };
	expect(await keptOf([pageOf([1, 1], noKey), pageOf([1], noKey)])).toEqual([1, 1, 1]);
});

test('A page of which all records came before ends no list, and adds nothing to it', async () => {
	const pages = [['a', 'b'], ['b', 'a'], ['c'], ['a']].map((records) => pageOf(records, keyed));
	expect(await keptOf(pages)).toEqual(['a', 'b', 'c']);
});

test('Pages are stopped as a circle where the records of a page are those of the one before', async () => {
	const changed = (at: number) => ['a', 'b'].map((id) => ({ id, at }));
	const byId = { recordKey: (record: unknown) => (record as { id: string }).id };
	const pages = [pageOf(changed(1), byId), pageOf(changed(2), byId)];
	await expect(keptOf(pages)).rejects.toThrow(InputError);
	await expect(keptOf(pages)).rejects.toThrow(CIRCLE);
});

test('More than a hundred pages in a row without a new record are stopped', async () => {
	const swapped = (index: number) => (index % 2 === 0 ? ['a', 'b'] : ['b', 'a']);
	const pages = (count: number) =>
		Array.from({ length: count }, (_, index) => pageOf(swapped(index), keyed));
	expect(await keptOf(pages(101))).toEqual(['a', 'b']);
	await expect(keptOf(pages(102))).rejects.toThrow(CIRCLE);
});

test('What to do about a circle is said in the words of whoever asked for the pages', async () => {
	const pages = [pageOf([1]), pageOf([1])];
	await expect(keptOf(pages)).rejects.toMatchObject({
		description: expect.stringContaining('choose another pagination mode'),
	});
	await expect(keptOf(pages, { circleAdvice: 'Run the node again.' })).rejects.toMatchObject({
		description: 'Run the node again.',
	});
});

test('Pages are stopped as a circle where the same request would be sent again', async () => {
	const pages = ['1', '2', '1'].map((link, index) => pageOf([index], { link }));
	await expect(keptOf(pages)).rejects.toThrow(CIRCLE);
});

test('Pages are stopped as a circle where a page without keys is the one before', async () => {
	await expect(keptOf([pageOf([1, 2]), pageOf([1, 2])])).rejects.toThrow(CIRCLE);
	await expect(keptOf([pageOf([1]), pageOf([]), pageOf([1])])).rejects.toThrow(CIRCLE);
});

test('A page without keys may come again after another one', async () => {
	expect(await keptOf([pageOf([1]), pageOf([2]), pageOf([1])])).toEqual([1, 2, 1]);
});

test('A hundred empty pages in a row do not end a list', async () => {
	const gap = Array.from({ length: 100 }, () => pageOf([]));
	const pages = [pageOf(['a']), ...gap, pageOf(['b']), ...gap, pageOf(['c'])];
	expect(await keptOf(pages)).toEqual(['a', 'b', 'c']);
});

test('More than a hundred empty pages in a row are stopped', async () => {
	const pages = Array.from({ length: 101 }, () => pageOf([]));
	await expect(keptOf(pages)).rejects.toThrow(CIRCLE);
});

test('A page that is no list counts as one record', async () => {
	const { seen, stream } = streamOf(
		['one', 'two', 'three'].map((text) => {
			const head = { statusCode: 200, statusMessage: '', headers: {} };
			return pageOf(undefined, { response: { ...head, kind: 'text', body: text } });
		}),
	);
	expect(await allOf(collect(stream, { ...unlimited, limit: 2 }))).toHaveLength(2);
	expect(seen.yielded).toBe(2);
});

test('An error on the way is the error of the list', async () => {
	async function* failing() {
		yield pageOf(['a']);
		throw new Error('page 2');
	}
	await expect(allOf(collect(failing(), unlimited))).rejects.toThrow('page 2');
});
