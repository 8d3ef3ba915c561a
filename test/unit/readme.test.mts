import { readFileSync, writeFileSync } from 'node:fs';
import { labelOf } from '../../http/request/labels.ts';
import type { Operation } from '../../http/operation.ts';
import { annyOperations } from '../../services/anny/operations/index.ts';
import { anybillOperations } from '../../services/anybill/operations/index.ts';

/** `npm run generate` writes the tables anew. */
const isUpdate = process.env.UPDATE_README === '1';
const START = /<!-- operations: [^>]* -->\n/;
const END = '<!-- /operations -->';

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const row = ({ resource, name, method, path, description, source }: Operation) =>
	[
		labelOf(resource),
		name,
		description.replaceAll('|', '\\|'),
		`\`${method} ${path}\``,
		source.url ? `[${capitalized(source.grade)}](${source.url})` : capitalized(source.grade),
	].join(' | ');

const tableOf = (title: string, operations: readonly Operation[]) =>
	[
		`### ${title}`,
		'',
		'| Resource | Operation | What it does | Request | Source |',
		'|---|---|---|---|---|',
		...[...operations]
			.sort((one, other) => one.resource.localeCompare(other.resource, 'en'))
			.map((operation) => `| ${row(operation)} |`),
		'',
	].join('\n');

test('The README lists every operation with its request and its source', () => {
	const readme = readFileSync('README.md', 'utf8');
	const [, before = '', after = ''] =
		new RegExp(`^([\\s\\S]*${START.source})[\\s\\S]*?(${END}[\\s\\S]*)$`).exec(readme) ?? [];
	const tables = `\n${tableOf('anny', annyOperations)}\n${tableOf('anybill', anybillOperations)}\n`;
	const current = before + tables + after;
	expect(before).not.toBe('');
	if (isUpdate) writeFileSync('README.md', current);
	expect(readFileSync('README.md', 'utf8')).toBe(current);
});
