import type { INodeProperties } from 'n8n-workflow';
import { DEFAULTS } from '../defaults';
import { CUSTOM } from '../operation';
import { nested } from './nested';
import { onlyInCustom } from './shown';
import { paginationOption } from './pagination';

/** The node's options: those of n8n's HTTP Request node, and ours. */
export function optionsProperty(serviceName: string): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Array Format in Query Parameters',
				name: 'queryParameterArrays',
				type: 'options',
				options: [
					{ name: 'Brackets Only', value: 'brackets', description: 'E.g. foo[]=bar&foo[]=qux' },
					{
						name: 'Brackets with Indices',
						value: 'indices',
						description: 'E.g. foo[0]=bar&foo[1]=qux',
					},
					{ name: 'No Brackets', value: 'repeat', description: 'E.g. foo=bar&foo=qux' },
				],
				default: 'brackets',
				displayOptions: { show: { '/resource': [CUSTOM], '/sendQuery': [true] } },
			},
			nested('Batching', 'batching', 'batch', [
				{
					displayName: 'Items per Batch',
					name: 'batchSize',
					type: 'number',
					typeOptions: { minValue: -1 },
					default: DEFAULTS.batchSizeInPanel,
					description: 'Number of items to start at a time. -1 for no batches.',
				},
				{
					displayName: 'Batch Interval (Ms)',
					name: 'batchInterval',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: DEFAULTS.batchIntervalInPanelMs,
					description: 'Time between the starts of two batches, in milliseconds',
				},
			]),
			{
				displayName: 'Ignore SSL Issues (Insecure)',
				name: 'allowUnauthorizedCerts',
				type: 'boolean',
				noDataExpression: true,
				default: false,
				description: 'Whether to connect even if the SSL certificate cannot be verified',
			},
			onlyInCustom({
				displayName: 'Lowercase Headers',
				name: 'lowercaseHeaders',
				type: 'boolean',
				default: true,
				description: 'Whether to write the names of your headers in lower case',
			}),
			onlyInCustom(paginationOption(serviceName)),
			{
				displayName: 'Proxy',
				name: 'proxy',
				type: 'string',
				default: '',
				placeholder: 'e.g. http://myproxy:3128',
				description: 'HTTP proxy to use',
			},
			// The HTTP Request node does not follow them by default in version 3.
			{ ...redirects(false), displayOptions: { show: { '@version': [3] } } },
			{ ...redirects(true), displayOptions: { hide: { '@version': [3] } } },
			{
				displayName: 'Requests at a Time',
				name: 'concurrency',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100 },
				noDataExpression: true,
				default: DEFAULTS.concurrency,
				description:
					'Maximum number of requests under way at a time, for all items and pages together',
			},
			onlyInCustom(nested('Response', 'response', 'response', responseFields)),
			nested('Retries', 'retry', 'retry', [
				{
					displayName: 'Max Attempts',
					name: 'maxAttempts',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: 10 },
					default: DEFAULTS.maxAttempts,
					description:
						'Maximum number of attempts for a GET that gets no response, or 502, 503 or 504. Writes are sent once.',
				},
				{
					displayName: 'Max Wait (Seconds)',
					name: 'maxWaitSeconds',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: DEFAULTS.maxWaitSeconds,
					description: `Longest total time that a request may wait when ${serviceName} asks to slow down (status 429)`,
				},
			]),
			{
				displayName: 'Send Credentials on Cross-Origin Redirect',
				name: 'sendCredentialsOnCrossOriginRedirect',
				type: 'boolean',
				default: false,
				description:
					'Whether a redirect to another origin, on an allowed domain, carries the credential. Nodes made for the HTTP Request node below version 4.4 do so without this option.',
			},
			{
				displayName: 'Timeout',
				name: 'timeout',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULTS.timeoutInPanelMs,
				description:
					'How long to wait for the response, in milliseconds. Without this option, 5 minutes.',
			},
		],
	};
}

const responseFields: INodeProperties[] = [
	{
		displayName: 'Include Response Headers and Status',
		name: 'fullResponse',
		type: 'boolean',
		default: false,
		description: 'Whether to return headers, status and the whole body, meta and links included',
	},
	{
		displayName: 'Never Error',
		name: 'neverError',
		type: 'boolean',
		default: false,
		description: 'Whether to return the response as an item even if its status is an error',
	},
	{
		displayName: 'Response Format',
		name: 'responseFormat',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Autodetect', value: 'autodetect' },
			{ name: 'File', value: 'file' },
			{ name: 'JSON', value: 'json' },
			{ name: 'Text', value: 'text' },
		],
		default: 'autodetect',
		description: 'How to read the response',
	},
	{
		displayName: 'Put Output in Field',
		name: 'outputPropertyName',
		type: 'string',
		default: DEFAULTS.outputField,
		required: true,
		placeholder: 'e.g. data',
		description: 'Name of the output field for the file or text',
		displayOptions: { show: { responseFormat: ['file', 'text'] } },
	},
];

function redirects(followByDefault: boolean): INodeProperties {
	return nested('Redirects', 'redirect', 'redirect', [
		{
			displayName: 'Follow Redirects',
			name: 'followRedirects',
			type: 'boolean',
			default: followByDefault,
			noDataExpression: true,
			description: 'Whether to follow redirects, on allowed domains only',
		},
		{
			displayName: 'Max Redirects',
			name: 'maxRedirects',
			type: 'number',
			default: DEFAULTS.maxRedirects,
			description: 'Maximum number of redirects to follow',
			displayOptions: { show: { followRedirects: [true] } },
		},
	]);
}
