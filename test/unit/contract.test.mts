import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ICredentialType, INodeProperties, INodeType } from 'n8n-workflow';

/**
 * What saved workflows and credentials depend on: names, types, values and defaults (n8n does not
 * save what has its default). Additions are fine. What is missing or different breaks somebody's
 * workflow: it needs a new version of the node.
 *
 * `UPDATE_CONTRACT=1 npm run test:unit -- contract.test` writes the file, for a release that adds.
 */
const file = join(__dirname, 'contract', '0.2.0.json');

interface Manifest {
	n8n: { nodes: string[]; credentials: string[] };
}

/** Every way in which a name occurs: some do with several types or defaults. */
type Contract = Record<string, string[]>;

const { n8n } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

function load(compiled: string): unknown {
	const source = compiled.replace(/^dist\/(.+)\.js$/, '$1.ts');
	const name = basename(source).split('.')[0] ?? '';
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const exported = require(join(process.cwd(), source)) as Record<string, new () => unknown>;
	const Exported = exported[name];
	if (!Exported) throw new Error(`${source} exports no ${name}`);
	return new Exported();
}

function collect(contract: Contract, path: string, properties: INodeProperties[]): void {
	for (const property of properties) {
		const { name, type, default: byDefault, options = [] } = property;
		if (type === 'notice') continue;
		const place = `${path}.${name}`;
		(contract[place] ??= []).push(`${type} = ${JSON.stringify(byDefault)}`);
		for (const option of options) {
			if ('values' in option) collect(contract, `${place}.${option.name}`, option.values);
			else if ('type' in option) collect(contract, place, [option]);
			else (contract[place] ??= []).push(`allows ${JSON.stringify(option.value)}`);
		}
	}
}

function currentContract(): Contract {
	const contract: Contract = {};
	for (const compiled of n8n.nodes) {
		const { description } = load(compiled) as INodeType;
		const { name, version, defaultVersion, credentials = [] } = description;
		contract[name] = [
			...[version].flat().map((number) => `version ${number}`),
			`default version ${defaultVersion}`,
			...credentials.map((credential) => `credential ${credential.name}`),
		];
		collect(contract, name, description.properties);
	}
	for (const compiled of n8n.credentials) {
		const { name, properties, extends: parents = [] } = load(compiled) as ICredentialType;
		contract[name] = parents.map((parent) => `extends ${parent}`);
		collect(contract, name, properties);
	}
	const sorted = Object.entries(contract).map(([place, ways]) => [
		place,
		[...new Set(ways)].sort(),
	]);
	return Object.fromEntries(sorted) as Contract;
}

test('Nothing that saved workflows depend on is missing or has another default', () => {
	const current = currentContract();
	if (process.env.UPDATE_CONTRACT) {
		writeFileSync(file, `${JSON.stringify(current, null, '\t')}\n`);
	}
	const promised = JSON.parse(readFileSync(file, 'utf8')) as Contract;
	const broken = Object.entries(promised).flatMap(([place, ways]) =>
		ways.filter((way) => !current[place]?.includes(way)).map((way) => `${place}: ${way}`),
	);
	expect(broken).toEqual([]);
});
