import { describeHosts } from '../../../../http/request/allowed-hosts.ts';
import { hostsOf } from '../../../../http/transport/request-context.ts';
import { annyProfile } from '../../../../services/anny/profile.ts';
import { itemOf } from '../../support/item.mts';

const hosts = (expressionFields: string[] | undefined) => {
	const data = { region: 'custom', baseUrl: 'https://own.example:8443', allowedDomains: 'a.com' };
	return describeHosts(hostsOf({ ...itemOf().credential, data, expressionFields }, annyProfile));
};

test("A base URL that the credential's owner typed is allowed besides the listed hosts", () => {
	expect(hosts([])).toBe('a.com, own.example:8443');
	expect(hosts(['accessToken'])).toBe('a.com, own.example:8443');
});

test('A base URL that an expression gives, or may give, is held to the listed hosts', () => {
	expect(hosts(['baseUrl'])).toBe('a.com');
	expect(hosts(undefined)).toBe('a.com');
});
