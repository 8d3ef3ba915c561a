import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

const authenticationOptions: INodePropertyOptions[] = [
	{
		name: 'API Token',
		value: 'apiToken',
		description: 'A token from Organization Settings → API',
	},
	{ name: 'OAuth2', value: 'oAuth2', description: 'A connected account, with your own client' },
];

/** Fields of the anny node that n8n's HTTP Request node does not have. */
export const authenticationFields: INodeProperties[] = [
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		noDataExpression: true,
		options: [
			...authenticationOptions,
			{
				name: 'Predefined Credential Type',
				value: 'predefinedCredentialType',
				description: 'As in the HTTP Request node that this node was changed from',
				displayOptions: { show: { authentication: ['predefinedCredentialType'] } },
			},
		],
		default: 'apiToken',
	},
	{
		displayName: 'Credential Type',
		name: 'nodeCredentialType',
		type: 'hidden',
		default: '',
	},
];

/** The same for the trigger, which nothing is changed into. */
export const triggerAuthenticationField: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	noDataExpression: true,
	options: authenticationOptions,
	default: 'apiToken',
};

export const organizationField: INodeProperties = {
	displayName: 'Organization',
	name: 'organization',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	hint: 'May stay empty if the credential reaches one organization only',
	description: 'The organization to work in, sent as the query parameter "o"',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose an organization',
			typeOptions: { searchListMethod: 'searchOrganizations', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 4711',
		},
	],
};

const CONVENTIONS =
	'<a href="https://developers.anny.co/guides/json-api-conventions" target="_blank">More about it</a>';

export const queryHelpersField: INodeProperties = {
	displayName: 'Query Helpers',
	name: 'queryHelpers',
	type: 'collection',
	placeholder: 'Add Query Helper',
	default: {},
	description: `What to get: related records, fields, filters, order. ${CONVENTIONS}.`,
	options: [
		{
			displayName: 'Fields',
			name: 'fields',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Type',
			default: {},
			description: `Only these fields of a type (sparse fieldsets). A relationship that is not named here is left out even if it is included. ${CONVENTIONS}.`,
			options: [
				{
					displayName: 'Type',
					name: 'rows',
					values: [
						{
							displayName: 'Resource Type',
							name: 'type',
							type: 'string',
							default: '',
							placeholder: 'e.g. bookings',
						},
						{
							displayName: 'Field Names',
							name: 'names',
							type: 'string',
							default: '',
							placeholder: 'e.g. number,start_date,customer',
						},
					],
				},
			],
		},
		{
			displayName: 'Filter',
			name: 'filter',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add Filter',
			default: {},
			description: `Only records that match. ${CONVENTIONS}.`,
			options: [
				{
					displayName: 'Filter',
					name: 'rows',
					values: [
						{
							displayName: 'Name',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. status',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. accepted',
						},
					],
				},
			],
		},
		{
			displayName: 'Include',
			name: 'include',
			type: 'string',
			default: '',
			placeholder: 'e.g. customer,order.customer',
			description: `Related records to send along, separated by commas; a dot goes deeper. Switch on "Simplify" to see them in place. ${CONVENTIONS}.`,
		},
		{
			displayName: 'Locale',
			name: 'locale',
			type: 'string',
			default: '',
			placeholder: 'e.g. de-DE',
			description: 'Language of names and messages, sent as Accept-Language',
		},
		{
			displayName: 'Page Number',
			name: 'pageNumber',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1,
			description: 'Which page to get, or to begin with',
		},
		{
			displayName: 'Page Size',
			name: 'pageSize',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'How many records to ask for at a time',
		},
		{
			displayName: 'Sort',
			name: 'sort',
			type: 'string',
			default: '',
			placeholder: 'e.g. -start_date',
			description: 'Fields to sort by, separated by commas; a minus sign sorts descending',
		},
	],
};

const IN_RESOURCE_BODY = { sendBody: [true], contentType: ['jsonApi'] };

export const resourceBodyType = {
	name: 'JSON:API Resource',
	value: 'jsonApi',
	description: "Type, ID, attributes and relationships, in the form that anny's writes have",
};

export const resourceBodyFields: INodeProperties[] = [
	{
		displayName: 'Resource Type',
		name: 'resourceType',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. customers',
		description: 'What is created or updated, in plural',
		displayOptions: { show: IN_RESOURCE_BODY },
	},
	{
		displayName: 'Resource ID',
		name: 'resourceId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 4711',
		description: 'Of the record that is updated. Leave it empty to create one.',
		displayOptions: { show: IN_RESOURCE_BODY },
	},
	{
		displayName: 'Specify Attributes',
		name: 'specifyAttributes',
		type: 'options',
		options: [
			{ name: 'Using Fields Below', value: 'keypair' },
			{ name: 'Using JSON', value: 'json' },
		],
		default: 'keypair',
		displayOptions: { show: IN_RESOURCE_BODY },
	},
	{
		displayName: 'Attributes',
		name: 'attributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Attribute',
		default: {},
		options: [
			{
				displayName: 'Attribute',
				name: 'parameters',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. email',
					},
					{
						displayName: 'Value Type',
						name: 'valueType',
						type: 'options',
						options: [
							{
								name: 'JSON',
								value: 'json',
								description: 'A number, true, false, null, list or object',
							},
							{ name: 'Text', value: 'text' },
						],
						default: 'text',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. jane@example.com',
					},
				],
			},
		],
		displayOptions: { show: { ...IN_RESOURCE_BODY, specifyAttributes: ['keypair'] } },
	},
	{
		displayName: 'Attributes (JSON)',
		name: 'jsonAttributes',
		type: 'json',
		default: '',
		placeholder: 'e.g. { "email": "jane@example.com" }',
		displayOptions: { show: { ...IN_RESOURCE_BODY, specifyAttributes: ['json'] } },
	},
	{
		displayName: 'Relationships',
		name: 'relationships',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Relationship',
		default: {},
		options: [
			{
				displayName: 'Relationship',
				name: 'parameters',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. customer',
					},
					{
						displayName: 'Resource Type',
						name: 'type',
						type: 'string',
						default: '',
						placeholder: 'e.g. customers',
					},
					{
						displayName: 'ID',
						name: 'id',
						type: 'string',
						default: '',
						placeholder: 'e.g. 4711',
						description:
							'Several IDs, separated by commas, make a list. Empty removes the relation.',
					},
				],
			},
		],
		displayOptions: { show: IN_RESOURCE_BODY },
	},
];
