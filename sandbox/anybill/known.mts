const scopesOf = (resource: string, names: string[]) =>
	names.map((name) => `https://ad.anybill.de/${resource}/${name}`);

/** The clients, service accounts and scopes that the sandbox knows. */
export const known = {
	clients: {
		main: 'sandbox-anybill-client',
		// Permitted for vendor/bill only.
		limited: 'sandbox-limited-client',
		withoutRopc: 'sandbox-client-without-ropc',
	},
	accounts: {
		// Everything that a form encoder gets wrong: space, &, +, %, =, Unicode.
		service: { username: 'service@sandbox.example', password: 'Grüße & 100% +1=漢字 ✓ fake' },
		second: { username: 'second@sandbox.example', password: 'second-fake-password' },
		locked: { username: 'locked@sandbox.example', password: 'locked-fake-password' },
	},
	scopes: {
		vendor: scopesOf('vendor', ['bill', 'customer', 'store', 'user', 'category']),
		partner: scopesOf('partner-platform', ['user', 'bill', 'category']),
	},
};

/** All scopes that stand for a right at one of the two APIs. */
export const resourceScopes = [...known.scopes.vendor, ...known.scopes.partner];
