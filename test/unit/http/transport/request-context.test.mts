import { describeHosts } from '../../../../http/request/allowed-hosts.ts';
import { hostsOf } from '../../../../http/transport/request-context.ts';
import { annyProfile } from '../../../../services/anny/profile.ts';
import type { ResolvedCredential } from '../../../../http/transport/credential.ts';
import { itemOf } from '../../support/item.mts';

const hostsWith = (parts: Partial<ResolvedCredential>, more: Record<string, string> = {}) => {
	const own = { region: 'custom', baseUrl: 'https://own.example:8443', allowedDomains: 'a.com' };
	const credential = { ...itemOf().credential, data: { ...own, ...more }, ...parts };
	return describeHosts(hostsOf(credential, annyProfile));
};
const hosts = (expressionFields: string[] | undefined) => hostsWith({ expressionFields });

test("A base URL that the credential's owner typed is allowed besides the listed hosts", () => {
	expect(hosts([])).toBe('a.com, own.example:8443');
	expect(hosts(['accessToken'])).toBe('a.com, own.example:8443');
});

test('A base URL that an expression gives, or may give, is held to the listed hosts', () => {
	expect(hosts(['baseUrl'])).toBe('a.com');
	expect(hosts(undefined)).toBe('a.com');
});

test('n8n does not sign in with OAuth2 at an address that the credential does not allow', () => {
	const elsewhere = { authBaseUrl: 'https://elsewhere.example' };
	expect(() => hostsWith({ isOAuth2: true }, elsewhere)).toThrow('elsewhere.example');
	expect(hostsWith({ isOAuth2: true }, { authBaseUrl: 'https://a.com' })).toContain('a.com');
	expect(hostsWith({ isOAuth2: false }, elsewhere)).toContain('a.com');
});
