import type { INodeProperties } from 'n8n-workflow';

/**
 * n8n's two fields that lock a credential to hosts, with a default that n8n itself does not have:
 * the service's own hosts instead of all.
 *
 * @param domains comma-separated, exact hosts
 */
export function allowedDomainsFields(domains: string): INodeProperties[] {
	return [
		{
			displayName: 'Allowed HTTP Request Domains',
			name: 'allowedHttpRequestDomains',
			type: 'options',
			options: [
				{
					name: 'All',
					value: 'all',
					description: 'Send the credential to any host. Not recommended.',
				},
				{
					name: 'None',
					value: 'none',
					description: 'Allow it in the nodes of this package only, for its base URL only',
				},
				{
					name: 'Specific Domains',
					value: 'domains',
					description: 'Send it to the hosts listed below only',
				},
			],
			default: 'domains',
			description: 'Which hosts this credential may be sent to, whichever node uses it',
		},
		{
			displayName: 'Allowed Domains',
			name: 'allowedDomains',
			type: 'string',
			default: domains,
			placeholder: `e.g. ${domains}`,
			description:
				'Comma-separated hosts, with *. for all subdomains, and with the port where it is not the usual one (localhost:8080). Add the hosts of your custom addresses here.',
			displayOptions: { show: { allowedHttpRequestDomains: ['domains'] } },
		},
	];
}
