import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { operationProperties, SUBTITLE } from '../../http/description/operations';
import { customSimplifyProperties, toolOutputProperties } from '../../http/description/output';
import { onlyForCustom } from '../../http/description/shown';
import { optionsProperty } from '../../http/description/options';
import {
	bodyProperties,
	queryAndHeaderProperties,
	targetProperties,
} from '../../http/description/request';
import { redactedFields } from '../../http/n8n-versions';
import { executeOnDemand, listSearchOnDemand } from '../../http/on-demand';
import {
	authenticationFields,
	organizationField,
	queryHelpersField,
	resourceBodyFields,
	resourceBodyType,
} from '../../services/anny/fields';
import { annyOperations } from '../../services/anny/operations';
import { SENSITIVE_OUTPUT_FIELDS } from '../../services/anny/operations/documents';
import { annyPickers } from '../../services/anny/pickers';
import { loadAnny } from '../../services/anny/load';

export class AnnyHttpRequest implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HTTP Request (anny)',
		name: 'annyHttpRequest',
		icon: { light: 'file:../../icons/anny.svg', dark: 'file:../../icons/anny.dark.svg' },
		group: ['input'],
		// Besides our own: those of n8n's HTTP Request node, so that a node whose type is changed shows.
		version: [1, 3, 4, 4.1, 4.2, 4.3, 4.4, 4.5],
		defaultVersion: 1,
		subtitle: SUBTITLE,
		description: 'Work with bookings, customers, orders and the availability of anny',
		defaults: { name: 'HTTP Request (anny)' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'annyTokenApi',
				required: true,
				displayOptions: {
					show: { authentication: ['apiToken', 'predefinedCredentialType'] },
					hide: { nodeCredentialType: ['annyCustomOAuth2Api'] },
				},
			},
			{
				name: 'annyCustomOAuth2Api',
				required: true,
				displayOptions: {
					show: { authentication: ['oAuth2', 'predefinedCredentialType'] },
					hide: { nodeCredentialType: ['annyTokenApi'] },
				},
			},
		],
		...redactedFields(SENSITIVE_OUTPUT_FIELDS),
		properties: [
			...authenticationFields,
			...operationProperties({
				operations: annyOperations,
				canSimplify: true,
				documentationUrl: 'https://developers.anny.co',
				// Not a part of the field: a trigger has no resource, and n8n before 2.20 gives up on that.
				scope: [{ ...organizationField, displayOptions: { hide: { resource: ['organization'] } } }],
			}),
			...onlyForCustom([
				...targetProperties('/api/v1/bookings'),
				...customSimplifyProperties,
				queryHelpersField,
				...queryAndHeaderProperties,
				...bodyProperties([resourceBodyType], resourceBodyFields),
			]),
			...toolOutputProperties(true),
			optionsProperty('anny'),
		],
	};

	methods = { listSearch: listSearchOnDemand(loadAnny, annyPickers) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOnDemand(this, loadAnny);
	}
}
