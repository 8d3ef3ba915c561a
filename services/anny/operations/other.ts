import { inBody, inPath, type Operation } from '../../../http/operation';
import { API, attribute, inPathOf, readOperations, SOURCES } from './common';

export const organizationOperations: Operation[] = [
	{
		resource: 'organization',
		operation: 'getAll',
		name: 'Get Many',
		action: 'Get many organizations',
		description: 'List the organizations that the credential reaches',
		method: 'GET',
		path: `${API}/organizations`,
		source: SOURCES.observed,
		output: { kind: 'list', paging: 'service' },
		fields: [],
	},
];

export const planSubscriptionOperations: Operation[] = readOperations(
	'planSubscription',
	{ one: 'plan subscription', many: 'plan subscriptions' },
	{
		source: SOURCES.official,
		includes: [
			{ name: 'Customer', value: 'customer' },
			{ name: 'Plan', value: 'plan' },
		],
	},
);

export const resourceOperations: Operation[] = [
	...readOperations(
		'resource',
		{ one: 'resource', many: 'resources' },
		{
			source: SOURCES.official,
			filters: [
				{
					name: 'availableFrom',
					label: 'Available From',
					type: 'dateTime',
					group: 'filters',
					description: 'Only resources that are free from this time on',
					to: { in: 'query', name: 'filter[available_from]' },
				},
				{
					name: 'availableTo',
					label: 'Available To',
					type: 'dateTime',
					group: 'filters',
					after: 'availableFrom',
					description: 'Only resources that are free until this time',
					to: { in: 'query', name: 'filter[available_to]' },
				},
				{
					name: 'excludeChildResources',
					label: 'Exclude Child Resources',
					type: 'flag',
					default: true,
					group: 'filters',
					description: 'Whether to leave out resources that belong to another one',
					to: { in: 'query', name: 'filter[exclude_child_resources]' },
				},
			],
			includes: [
				{ name: 'Category', value: 'category' },
				{ name: 'Group', value: 'group' },
				{ name: 'Location', value: 'location' },
			],
		},
	),
	{
		resource: 'resource',
		operation: 'getChildren',
		name: 'Get Children',
		action: 'Get the children of a resource',
		description: 'List the resources that belong to a resource, e.g. the desks of a room',
		method: 'GET',
		path: `${API}/resources/{bookableId}/children`,
		source: SOURCES.observed,
		output: { kind: 'list', paging: 'service' },
		fields: [inPathOf('resource')],
	},
	{
		resource: 'resource',
		operation: 'getProperties',
		name: 'Get Properties',
		action: 'Get the properties of resources',
		description: 'List the properties that resources can have, e.g. a projector',
		method: 'GET',
		path: `${API}/resource-properties`,
		source: SOURCES.observed,
		output: { kind: 'list', paging: 'service' },
		fields: [],
	},
];

export const serviceOperations: Operation[] = readOperations(
	'service',
	{ one: 'service', many: 'services' },
	{ source: SOURCES.official, includes: [{ name: 'Group', value: 'group' }] },
);

export const userOperations: Operation[] = [
	{
		resource: 'user',
		operation: 'get',
		name: 'Get',
		action: 'Get the signed-in user',
		description: 'Get the user that the credential belongs to, and the active organization',
		method: 'GET',
		path: `${API}/user`,
		source: SOURCES.official,
		fields: [
			{
				name: 'include',
				label: 'Include',
				type: 'choices',
				group: 'additionalFields',
				choices: [{ name: 'Active Organization', value: 'active_organization' }],
				description: 'Related records to send along',
				to: { in: 'query', name: 'include' },
				encode: (values) => (values as string[]).join(','),
			},
		],
	},
];

/**
 * The events of https://developers.anny.co/guides/webhooks. anny's own package writes "finalized": which
 * one the API takes is not known, so both are offered.
 */
const EVENTS: Record<string, string[]> = {
	bookings: ['created', 'updated', 'started', 'ended', 'checked-in', 'checked-out', 'deleted'],
	customers: ['created', 'updated', 'deleted'],
	invoices: ['created', 'finalised', 'finalized', 'updated', 'deleted'],
	orders: ['created', 'updated', 'deleted'],
};

const eventChoices = Object.entries(EVENTS).flatMap(([records, events]) =>
	events.map((event) => {
		const one = records.slice(0, -1);
		const words = `${one} ${event.replace('-', ' ')}`;
		return {
			name: words.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
			value: `${records}.${event}`,
		};
	}),
);

const subscriptionId = {
	name: 'webhookSubscriptionId',
	label: 'Webhook Subscription',
	type: 'id',
	record: 'webhook subscription',
	description: 'The subscription to work with, by the ID that its creation returned',
	to: inPath,
} as const;

export const webhookSubscriptionOperations: Operation[] = [
	{
		resource: 'webhookSubscription',
		operation: 'create',
		name: 'Create',
		action: 'Create a webhook subscription',
		description: 'Have anny send events to an address. To start a workflow, use the anny Trigger.',
		method: 'POST',
		path: `${API}/webhook-subscriptions`,
		source: SOURCES.webhooks,
		body: { data: { type: 'webhook-subscriptions' } },
		fields: [
			{
				name: 'subscriptionName',
				label: 'Name',
				type: 'text',
				example: 'Bookings to the CRM',
				description: 'What anny lists the subscription as',
				to: attribute('name'),
			},
			{
				name: 'webhookUrl',
				label: 'Webhook URL',
				type: 'text',
				example: 'https://example.com/hook',
				description: 'The public address that anny sends events to',
				pattern: { regex: /^https:\/\/[^\s/]+/i, words: 'an address that starts with https://' },
				to: attribute('url'),
			},
			{
				name: 'events',
				label: 'Events',
				type: 'choices',
				choices: eventChoices,
				description: 'What anny sends events for',
				to: attribute('events'),
			},
			{
				name: 'isActive',
				label: 'Active',
				type: 'flag',
				default: true,
				group: 'additionalFields',
				description: 'Whether anny sends events at once',
				to: attribute('is_active'),
			},
			{
				name: 'customHeaders',
				label: 'Custom Headers',
				type: 'pairs',
				item: 'Header',
				group: 'additionalFields',
				description: 'Headers that anny sends with each event, e.g. a secret by which you know it',
				to: inBody('data', 'attributes', 'custom_headers', '*'),
			},
		],
	},
	{
		resource: 'webhookSubscription',
		operation: 'get',
		name: 'Get',
		action: 'Get a webhook subscription',
		description: 'Get one webhook subscription by its ID',
		method: 'GET',
		path: `${API}/webhook-subscriptions/{webhookSubscriptionId}`,
		source: SOURCES.official,
		fields: [subscriptionId],
	},
	{
		resource: 'webhookSubscription',
		operation: 'delete',
		name: 'Delete',
		action: 'Delete a webhook subscription',
		description: 'Stop anny from sending events to an address',
		method: 'DELETE',
		path: `${API}/webhook-subscriptions/{webhookSubscriptionId}`,
		source: SOURCES.official,
		output: { kind: 'deleted' },
		fields: [subscriptionId],
	},
];
