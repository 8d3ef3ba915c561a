import type { IExecuteFunctions } from 'n8n-workflow';
import type { ItemContext } from '../../../http/item-context.ts';
import type { ServiceProfile } from '../../../http/profile.ts';
import { NEW_NODE } from '../../../http/request/node-version.ts';
import { readSettings } from '../../../http/request/settings.ts';
import { JsonBudget } from '../../../http/response/json-bounds.ts';
import { RateLimit } from '../../../http/transport/rate-limit.ts';
import { annyProfile } from '../../../services/anny/profile.ts';
import { readerOf } from './reader.mts';

export interface ItemParts {
	parameters?: object;
	profile?: ServiceProfile;
	/** The functions of n8n that the test needs. */
	n8n?: object;
	simplify?: boolean;
	isTool?: boolean;
}

/** An item of a node with these parameters, whose credential may be sent anywhere. */
export function itemOf(parts: ItemParts = {}): ItemContext {
	const {
		parameters = {},
		profile = annyProfile,
		n8n = {},
		simplify = false,
		isTool = false,
	} = parts;
	const read = readerOf(parameters);
	return {
		n8n: n8n as IExecuteFunctions,
		itemIndex: 0,
		read,
		profile,
		credential: {
			type: 'aCredential',
			id: '1',
			name: 'A Credential',
			data: { region: 'co', environment: 'production' },
			isOAuth2: false,
			expressionFields: [],
			rateLimitKey: 'aCredential:1',
		},
		hosts: { any: true },
		limit: async (task) => await task(),
		rateLimit: new RateLimit(),
		fixedQuery: {},
		jsonBudget: new JsonBudget(),
		advise: () => undefined,
		version: NEW_NODE,
		settings: readSettings(read),
		simplify,
		isTool,
	};
}
