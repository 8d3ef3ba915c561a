import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { METHODS } from '../request/methods';

/**
 * Method and URL; names, shapes and defaults of n8n's HTTP Request node.
 *
 * @param examplePath a path of the API to show as an example
 */
export function targetProperties(examplePath: string): INodeProperties[] {
	return [
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: METHODS.map((method) => ({ name: method, value: method })),
			default: 'GET',
			description: 'The request method to use',
		},
		{
			displayName: 'URL',
			name: 'url',
			type: 'string',
			default: '',
			required: true,
			placeholder: `e.g. ${examplePath}`,
			description:
				"A path, which is appended to the credential's base URL, or a full URL on one of its allowed domains",
		},
	];
}

/** Query and headers. */
export const queryAndHeaderProperties: INodeProperties[] = [
	...keyValueProperties({
		label: 'Query Parameters',
		item: 'Query Parameter',
		send: 'sendQuery',
		specify: 'specifyQuery',
		list: 'queryParameters',
		json: 'jsonQuery',
		jsonExample: '{ "sort": "-start_date" }',
	}),
	...keyValueProperties({
		label: 'Headers',
		item: 'Header',
		send: 'sendHeaders',
		specify: 'specifyHeaders',
		list: 'headerParameters',
		json: 'jsonHeaders',
		jsonExample: '{ "Accept-Language": "de-DE" }',
	}),
];

function keyValueProperties(names: {
	label: string;
	item: string;
	send: string;
	specify: string;
	list: string;
	json: string;
	jsonExample: string;
}): INodeProperties[] {
	const { label, item, send, specify, list, json, jsonExample } = names;
	return [
		{
			displayName: `Send ${label}`,
			name: send,
			type: 'boolean',
			default: false,
			noDataExpression: true,
			description: `Whether the request has ${label.toLowerCase()} of your own`,
		},
		{
			displayName: `Specify ${label}`,
			name: specify,
			type: 'options',
			options: [
				{ name: 'Using Fields Below', value: 'keypair' },
				{ name: 'Using JSON', value: 'json' },
			],
			default: 'keypair',
			displayOptions: { show: { [send]: [true] } },
		},
		rows({
			displayName: label,
			name: list,
			item,
			show: { [send]: [true], [specify]: ['keypair'] },
		}),
		{
			displayName: 'JSON',
			name: json,
			type: 'json',
			default: '',
			placeholder: `e.g. ${jsonExample}`,
			displayOptions: { show: { [send]: [true], [specify]: ['json'] } },
		},
	];
}

/** A list of names and values, between further fields of each row. */
function rows(list: {
	displayName: string;
	name: string;
	item: string;
	show: Record<string, Array<string | boolean>>;
	firstValues?: INodeProperties[];
	lastValues?: INodeProperties[];
}): INodeProperties {
	const { displayName, name, item, show, firstValues = [], lastValues = [] } = list;
	return {
		displayName,
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: `Add ${item}`,
		default: { parameters: [{ name: '', value: '' }] },
		options: [
			{
				name: 'parameters',
				displayName: item,
				values: [
					...firstValues,
					{ displayName: 'Name', name: 'name', type: 'string', default: '' },
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						...(firstValues.length > 0 && {
							displayOptions: { show: { parameterType: ['formData'] } },
						}),
					},
					...lastValues,
				],
			},
		],
		displayOptions: { show },
	};
}

/** The body; the service's own kinds of body come in between. */
export function bodyProperties(
	bodyTypes: INodePropertyOptions[] = [],
	bodyFields: INodeProperties[] = [],
): INodeProperties[] {
	const sends = (contentType: string) => ({ sendBody: [true], contentType: [contentType] });
	const specify = (contentType: string, option: INodePropertyOptions): INodeProperties => ({
		displayName: 'Specify Body',
		name: 'specifyBody',
		type: 'options',
		options: [{ name: 'Using Fields Below', value: 'keypair' }, option],
		default: 'keypair',
		displayOptions: { show: sends(contentType) },
	});
	return [
		{
			displayName: 'Send Body',
			name: 'sendBody',
			type: 'boolean',
			default: false,
			noDataExpression: true,
			description: 'Whether the request has a body',
		},
		{
			displayName: 'Body Content Type',
			name: 'contentType',
			type: 'options',
			options: [
				{ name: 'Form URL Encoded', value: 'form-urlencoded' },
				{ name: 'Form-Data', value: 'multipart-form-data' },
				{ name: 'JSON', value: 'json' },
				...bodyTypes,
				{ name: 'n8n Binary File', value: 'binaryData' },
				{ name: 'Raw', value: 'raw' },
			],
			default: 'json',
			description: 'How the body is written',
			displayOptions: { show: { sendBody: [true] } },
		},
		...bodyFields,
		specify('json', { name: 'Using JSON', value: 'json' }),
		rows({
			displayName: 'Body Parameters',
			name: 'bodyParameters',
			item: 'Body Field',
			show: { ...sends('json'), specifyBody: ['keypair'] },
		}),
		{
			displayName: 'JSON',
			name: 'jsonBody',
			type: 'json',
			default: '',
			placeholder: 'e.g. { "name": "value" }',
			displayOptions: { show: { ...sends('json'), specifyBody: ['json'] } },
		},
		rows({
			displayName: 'Body',
			name: 'bodyParameters',
			item: 'Body Field',
			show: sends('multipart-form-data'),
			firstValues: [
				{
					displayName: 'Type',
					name: 'parameterType',
					type: 'options',
					options: [
						{ name: 'n8n Binary File', value: 'formBinaryData' },
						{ name: 'Form Data', value: 'formData' },
					],
					default: 'formData',
				},
			],
			lastValues: [
				{
					displayName: 'Input Data Field Name',
					name: 'inputDataFieldName',
					type: 'string',
					default: '',
					placeholder: 'e.g. data',
					description: 'The field of the input item that holds the file',
					displayOptions: { show: { parameterType: ['formBinaryData'] } },
				},
			],
		}),
		specify('form-urlencoded', { name: 'Using Single Field', value: 'string' }),
		rows({
			displayName: 'Body Fields',
			name: 'bodyParameters',
			item: 'Field',
			show: { ...sends('form-urlencoded'), specifyBody: ['keypair'] },
		}),
		{
			displayName: 'Body',
			name: 'body',
			type: 'string',
			default: '',
			placeholder: 'e.g. field1=value1&field2=value2',
			displayOptions: { show: { ...sends('form-urlencoded'), specifyBody: ['string'] } },
		},
		{
			displayName: 'Input Data Field Name',
			name: 'inputDataFieldName',
			type: 'string',
			default: '',
			placeholder: 'e.g. data',
			description: 'The field of the input item that holds the file',
			displayOptions: { show: sends('binaryData') },
		},
		{
			displayName: 'Content Type',
			name: 'rawContentType',
			type: 'string',
			default: '',
			placeholder: 'e.g. text/csv',
			displayOptions: { show: sends('raw') },
		},
		{
			displayName: 'Body',
			name: 'body',
			type: 'string',
			default: '',
			displayOptions: { show: sends('raw') },
		},
	];
}
