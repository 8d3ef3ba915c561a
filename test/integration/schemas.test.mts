import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { givesRecords } from '../../http/description/output.ts';
import { schemaOf } from './support/schema.mts';
import { table, type Entry, useOperations } from './support/operation-world.mts';

/**
 * What n8n's editor shows of a node before it ran, made from the sandbox's responses.
 *
 * `npm run schemas` writes the files anew.
 */
const isUpdate = process.env.UPDATE_SCHEMAS === '1';

const operations = useOperations();

const withSchema = table.filter(({ operation }) => givesRecords(operation));

const fileOf = ({ service, operation }: Entry) => {
	const node = service === 'anny' ? 'AnnyHttpRequest' : 'AnybillHttpRequest';
	const { resource, operation: name } = operation;
	return `nodes/${node}/__schema__/v1.0.0/${resource}/${name}.json`;
};

test.each(withSchema)('The preview of $name shows the fields that it gives', async (entry) => {
	const parameters = await operations.parameters(entry);
	// Related records come only where somebody asks for them.
	const { additionalFields } = parameters as { additionalFields?: IDataObject };
	const { include: _, otherIncludes: __, ...others } = additionalFields ?? {};
	const { items, error } = await operations.run(entry, { ...parameters, additionalFields: others });
	expect(error).toBeUndefined();
	expect(items).not.toEqual([]);
	const schema = schemaOf(items.map(({ json }) => json));
	const file = fileOf(entry);
	if (isUpdate) {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, `${JSON.stringify(schema, null, '\t')}\n`);
	}
	expect(existsSync(file)).toBe(true);
	expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema);
});

test('There is no preview of an operation that is gone', () => {
	const expected = new Set(withSchema.map(fileOf));
	const gone = globSync('nodes/*/__schema__/**/*.json').filter((file) => !expected.has(file));
	if (isUpdate) for (const file of gone) rmSync(file);
	expect(isUpdate ? [] : gone).toEqual([]);
});
