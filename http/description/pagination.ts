import type { INodeProperties } from 'n8n-workflow';
import { DEFAULTS } from '../defaults';
import { nested } from './nested';

const BY_EXPRESSIONS = ['responseContainsNextURL', 'updateAParameterInEachRequest'];
const ON = [...BY_EXPRESSIONS, 'automatic', 'linkHeader'];

/** n8n's pagination by expressions, and ours that needs no settings. */
export function paginationOption(serviceName: string): INodeProperties {
	return nested('Pagination', 'pagination', 'pagination', [
		{
			displayName: 'Pagination Mode',
			name: 'paginationMode',
			type: 'options',
			noDataExpression: true,
			options: [
				{
					name: 'Automatic',
					value: 'automatic',
					description: `Get all pages the way ${serviceName} pages its lists`,
				},
				{
					name: 'Link Header',
					value: 'linkHeader',
					description: 'Follow the "next" link in the response header "Link"',
				},
				{ name: 'Off', value: 'off', description: 'Send one request' },
				{
					name: 'Response Contains Next URL',
					value: 'responseContainsNextURL',
					description: 'Follow a URL that an expression finds in the response',
				},
				{
					name: 'Update a Parameter in Each Request',
					value: 'updateAParameterInEachRequest',
					description: 'Count up a query parameter, header or body field',
				},
			],
			// n8n leaves defaults out of saved workflows: another one would change those that are swapped.
			default: 'updateAParameterInEachRequest',
			description: 'How to get the pages after the first one',
		},
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: true,
			description: 'Whether to return all results or only up to a given limit',
			displayOptions: { show: { paginationMode: ON } },
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULTS.limit,
			description: 'Max number of results to return',
			displayOptions: { show: { paginationMode: ON, returnAll: [false] } },
		},
		{
			displayName: 'Page Size',
			name: 'pageSize',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 100,
			description: 'Number of records to ask for at a time',
			displayOptions: { show: { paginationMode: ['automatic'] } },
		},
		{
			displayName:
				'Use the $response variables to access the data of the previous response. See the <a href="https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.httprequest/#pagination" target="_blank">n8n docs</a>. An empty page ends the pagination.',
			name: 'paginationNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { paginationMode: BY_EXPRESSIONS } },
		},
		{
			displayName: 'Next URL',
			name: 'nextURL',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $response.body.links.next }}',
			description: 'An expression for the URL of the next page. Empty on the last page.',
			displayOptions: { show: { paginationMode: ['responseContainsNextURL'] } },
		},
		{
			displayName: 'Parameters',
			name: 'parameters',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Parameter',
			default: { parameters: [{ type: 'qs', name: '', value: '' }] },
			options: [
				{
					name: 'parameters',
					displayName: 'Parameter',
					values: [
						{
							displayName: 'Type',
							name: 'type',
							type: 'options',
							options: [
								{ name: 'Body', value: 'body' },
								{ name: 'Header', value: 'headers' },
								{ name: 'Query', value: 'qs' },
							],
							default: 'qs',
							description: 'Where the parameter is set',
						},
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. page',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. {{ $pageCount + 1 }}',
							hint: 'Use expression mode and $response to access response data',
						},
					],
				},
			],
			displayOptions: { show: { paginationMode: ['updateAParameterInEachRequest'] } },
		},
		{
			displayName: 'Pagination Complete When',
			name: 'paginationCompleteWhen',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Other', value: 'other' },
				{ name: 'Receive Specific Status Code(s)', value: 'receiveSpecificStatusCodes' },
				{ name: 'Response Is Empty', value: 'responseIsEmpty' },
			],
			default: 'responseIsEmpty',
			description: 'When no further requests are made',
			displayOptions: { show: { paginationMode: BY_EXPRESSIONS } },
		},
		{
			displayName: 'Status Code(s) When Complete',
			name: 'statusCodesWhenComplete',
			type: 'string',
			default: '',
			placeholder: 'e.g. 404',
			description: 'Comma-separated status codes that end the pagination',
			displayOptions: { show: { paginationCompleteWhen: ['receiveSpecificStatusCodes'] } },
		},
		{
			displayName: 'Complete Expression',
			name: 'completeExpression',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $response.body.length < 100 }}',
			description: 'An expression that is true on the last page',
			displayOptions: { show: { paginationCompleteWhen: ['other'] } },
		},
		{
			displayName: 'Limit Pages Fetched',
			name: 'limitPagesFetched',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description: 'Whether to stop after a number of requests',
			displayOptions: { show: { paginationMode: ON } },
		},
		{
			displayName: 'Max Pages',
			name: 'maxRequests',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULTS.maxPages,
			description: 'Maximum number of requests',
			displayOptions: { show: { limitPagesFetched: [true] } },
		},
		{
			displayName: 'Interval Between Requests (Ms)',
			name: 'requestInterval',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: DEFAULTS.pageIntervalMs,
			description: 'Time to wait between requests, in milliseconds',
			displayOptions: { show: { paginationMode: ON } },
		},
	]);
}
