import type { IExecuteFunctions } from 'n8n-workflow';
import type { NodeVersion } from './request/node-version';
import type { ParameterReader } from './request/parameters';
import type { Settings } from './request/settings';
import type { RequestContext } from './transport/request-context';

/** All that belongs to one input item. */
export interface ItemContext extends RequestContext {
	n8n: IExecuteFunctions;
	itemIndex: number;
	read: ParameterReader;
	version: NodeVersion;
	settings: Settings;
	/** Whether records come out flat. */
	simplify: boolean;
	/** Whether a model reads the items, which cannot open a file. */
	isTool: boolean;
	/** Shows the user a line of advice beside the output, once for all items. */
	advise: (message: string) => void;
}
