import type { INodeExecutionData } from 'n8n-workflow';
import type { ItemContext } from '../item-context';
import { textOf, toList } from '../json';
import { cancelSignal } from '../n8n-versions';
import type { Paging } from '../profile';
import type { ApiRequest } from '../request/request';
import { resolveUrl } from '../request/url';
import { toItems } from '../response/items';
import type { ApiResponse } from '../response/response';
import { requestWithRetries } from '../transport/retries';
import { sleepUnlessAborted } from '../transport/sleep';
import { automaticPages, type AutomaticOptions } from './automatic';
import { collect, type CollectedPage } from './pages';

/** Requests the pages of a list, up to the limits, as the paging says. */
export async function collectAutomatically(
	item: ItemContext,
	request: ApiRequest,
	options: AutomaticOptions & { paging: Paging },
): Promise<CollectedPage[]> {
	const { profile, credential, hosts } = item;
	const source = {
		paging: options.paging,
		send: async (target: ApiRequest) => await requestWithRetries(item, target, item.settings),
		resolve: (next: string, page: URL) => {
			const url = resolveUrl(new URL(next, page).href, profile.baseUrl(credential.data), hosts);
			for (const [name, value] of Object.entries(item.fixedQuery)) {
				if (!url.searchParams.has(name)) url.searchParams.set(name, textOf(value));
			}
			return url;
		},
		wait: async (ms: number) => {
			await waitBetweenPages(item, ms);
		},
	};
	return await collect(automaticPages(source, request, options), options);
}

/** The records that were kept, one item each, in the order in which the service sent them. */
export function pagesToItems(pages: CollectedPage[], item: ItemContext): INodeExecutionData[] {
	const [first] = pages;
	if (!first) return [];
	if (first.response.kind === 'file') return toItems(first.response, item);
	const records = pages.flatMap(({ response, kept }) => {
		const all = recordsOf(response, item);
		return kept.map((index) => all[index]);
	});
	// The records are as flat as they are to be: the list itself is what goes out.
	const list: ApiResponse = { ...first.response, kind: 'json', body: records };
	return toItems(list, { ...item, simplify: false });
}

function recordsOf(response: ApiResponse, { profile, simplify }: ItemContext): unknown[] {
	return toList(profile.records(response.body, { simplify }));
}

export async function waitBetweenPages({ n8n }: ItemContext, ms: number): Promise<void> {
	if (ms > 0) await sleepUnlessAborted(ms, cancelSignal(n8n));
}
