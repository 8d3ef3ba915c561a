import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { operationProperties, SUBTITLE } from '../../http/description/operations';
import { toolOutputProperties } from '../../http/description/output';
import { onlyForCustom } from '../../http/description/shown';
import { optionsProperty } from '../../http/description/options';
import {
	bodyProperties,
	queryAndHeaderProperties,
	targetProperties,
} from '../../http/description/request';
import { redactedFields } from '../../http/n8n-versions';
import { executeOnDemand, listSearchOnDemand } from '../../http/on-demand';
import { anybillOperations } from '../../services/anybill/operations';
import { anybillPickers } from '../../services/anybill/pickers';
import { loadAnybill } from '../../services/anybill/load';

export class AnybillHttpRequest implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HTTP Request (anybill)',
		name: 'anybillHttpRequest',
		icon: { light: 'file:../../icons/anybill.svg', dark: 'file:../../icons/anybill.dark.svg' },
		group: ['input'],
		// Besides our own: those of n8n's HTTP Request node, so that a node whose type is changed shows.
		version: [1, 3, 4, 4.1, 4.2, 4.3, 4.4, 4.5],
		defaultVersion: 1,
		subtitle: SUBTITLE,
		description: 'Create and manage digital receipts, stores and users of anybill',
		defaults: { name: 'HTTP Request (anybill)' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'anybillRopcApi', required: true }],
		// The token with which an app reads the receipts of a user.
		...redactedFields(['accessToken', 'body.accessToken']),
		properties: [
			...operationProperties({
				operations: anybillOperations,
				canSimplify: false,
				documentationUrl: 'https://developers.anybill.de',
			}),
			...onlyForCustom([
				...targetProperties('/api/v3/store'),
				...queryAndHeaderProperties,
				...bodyProperties(),
			]),
			...toolOutputProperties(false),
			optionsProperty('anybill'),
		],
	};

	methods = { listSearch: listSearchOnDemand(loadAnybill, anybillPickers) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOnDemand(this, loadAnybill);
	}
}
