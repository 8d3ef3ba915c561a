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
import { annyEndpoints } from '../../services/anny/endpoints';
import {
	authenticationFields,
	organizationField,
	queryHelpersField,
	resourceBodyFields,
	resourceBodyType,
} from '../../services/anny/fields';
import { searchOrganizations } from '../../services/anny/organizations';
import { annyProfile } from '../../services/anny/profile';

export class AnnyHttpRequest implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HTTP Request (anny)',
		name: 'annyHttpRequest',
		icon: { light: 'file:../../icons/anny.svg', dark: 'file:../../icons/anny.dark.svg' },
		group: ['input'],
		// Besides our own: those of n8n's HTTP Request node, so that a node whose type is changed shows.
		version: [1, 3, 4, 4.1, 4.2, 4.3, 4.4, 4.5],
		defaultVersion: 1,
		subtitle:
			'={{ $parameter["endpoint"] && $parameter["endpoint"] !== "custom" ? $parameter["endpoint"] : $parameter["method"] + " " + $parameter["url"] }}',
		description: 'Call the API of anny: bookings, customers, orders, resources, services',
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
		properties: [
			...authenticationFields,
			organizationField,
			...targetProperties({
				endpoints: annyEndpoints,
				documentationUrl: 'https://developers.anny.co',
				examplePath: '/api/v1/bookings',
			}),
			queryHelpersField,
			...queryAndHeaderProperties,
			...bodyProperties([resourceBodyType], resourceBodyFields),
			optionsProperty({ name: 'anny', canSimplify: true }),
		],
	};

	methods = { listSearch: { searchOrganizations } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeRequests(this, annyProfile);
	}
}
