import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { optionsProperty } from '../../http/description/options';
import {
	bodyProperties,
	queryAndHeaderProperties,
	targetProperties,
} from '../../http/description/request';
import { executeRequests } from '../../http/execute';
import { anybillEndpoints } from '../../services/anybill/endpoints';
import { anybillProfile } from '../../services/anybill/profile';

export class AnybillHttpRequest implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HTTP Request (anybill)',
		name: 'anybillHttpRequest',
		icon: { light: 'file:../../icons/anybill.svg', dark: 'file:../../icons/anybill.dark.svg' },
		group: ['input'],
		// Besides our own: those of n8n's HTTP Request node, so that a node whose type is changed shows.
		version: [1, 3, 4, 4.1, 4.2, 4.3, 4.4, 4.5],
		defaultVersion: 1,
		subtitle:
			'={{ $parameter["endpoint"] && $parameter["endpoint"] !== "custom" ? $parameter["endpoint"] : $parameter["method"] + " " + $parameter["url"] }}',
		description: 'Call the API of anybill: digital receipts, stores, users',
		defaults: { name: 'HTTP Request (anybill)' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'anybillRopcApi', required: true }],
		properties: [
			...targetProperties({
				endpoints: anybillEndpoints,
				documentationUrl: 'https://developers.anybill.de',
				examplePath: '/api/v3/store',
			}),
			...queryAndHeaderProperties,
			...bodyProperties(),
			optionsProperty({ name: 'anybill', canSimplify: false }),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeRequests(this, anybillProfile);
	}
}
