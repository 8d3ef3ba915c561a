/** The layers of what ships: nodes and credentials → services → http. Run by `npm test -- package`. */
const shipped = '^(nodes|credentials|services|http)/';

module.exports = {
	forbidden: [
		{
			name: 'http-knows-no-service',
			comment: 'The request engine takes a service profile; a third service must not change it.',
			severity: 'error',
			from: { path: '^http/' },
			to: { path: '^(services|nodes|credentials)/' },
		},
		{
			name: 'services-know-no-nodes',
			severity: 'error',
			from: { path: '^services/' },
			to: { path: '^(nodes|credentials)/' },
		},
		{
			name: 'services-know-not-each-other',
			comment: 'Each is also published in a package of its own, with only its own code.',
			severity: 'error',
			from: { path: '^services/([^/]+)/' },
			to: { path: '^services/([^/]+)/', pathNot: '^services/$1/' },
		},
		{
			name: 'shared-service-code-knows-no-service',
			severity: 'error',
			from: { path: '^services/[^/]+\\.ts$' },
			to: { path: '^services/[^/]+/' },
		},
		{
			name: 'nodes-and-credentials-stand-alone',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { path: '^(nodes|credentials)/' },
		},
		{
			name: 'nothing-shipped-imports-tools',
			severity: 'error',
			from: { path: shipped },
			to: { path: '^(sandbox|harness|test|scripts|bench|examples)/' },
		},
		{
			name: 'only-what-n8n-provides',
			comment: 'There are no runtime dependencies: n8n-workflow and Node are all there is.',
			severity: 'error',
			from: { path: shipped },
			to: { path: 'node_modules', pathNot: 'node_modules/n8n-workflow/' },
		},
		{
			name: 'no-module-of-node-but-crypto',
			comment: "It is the only one that n8n's linter allows.",
			severity: 'error',
			from: { path: shipped },
			to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
		},
		{
			name: 'no-circles',
			severity: 'error',
			from: { path: shipped },
			to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
		},
		{
			name: 'no-broken-imports',
			severity: 'error',
			from: { path: shipped },
			to: { couldNotResolve: true },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsConfig: { fileName: 'tsconfig.json' },
		tsPreCompilationDeps: true,
	},
};
