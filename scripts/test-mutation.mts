/**
 * `npm run test:mutation -- [--sample N] [files]`: changes the code that money and accounts depend on,
 * one spot at a time, and lists the changes that no test notices. Each file is judged by the unit
 * tests of its own name, so that a survivor is a promise that the file's own tests do not keep; a
 * file whose work is to talk to n8n, also by tests that go through n8n's engine.
 *
 * Without `--sample`, every change is tried; with it, N of each file, evenly spread.
 */
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import ts from 'typescript';
import { CleanUp, runMain } from '../harness/cleanup.mts';

/** Retries, tokens and proof of the sender. */
const targets = [
	'http/errors/connection.ts',
	'http/transport/*.ts',
	'services/anybill/{service-account,token-*}.ts',
	'services/{anny,anybill}/webhooks.ts',
	'http/webhooks/*.ts',
];

/** The goal: this part of the changes is noticed. */
const goal = 0.85;
const testTimeoutMs = 180_000;

interface Mutant {
	file: string;
	start: number;
	end: number;
	replacement: string;
	/** For people: line, and what became of it. */
	label: string;
}

const operators = new Map<string, string>([
	['===', '!=='],
	['!==', '==='],
	['<', '<='],
	['<=', '<'],
	['>', '>='],
	['>=', '>'],
	['&&', '||'],
	['||', '&&'],
	['+', '-'],
	['-', '+'],
	['*', '/'],
	['/', '*'],
	['??', '&&'],
]);

/** What a node of the syntax tree may be replaced by. */
function replacements(node: ts.Node, source: ts.SourceFile): Array<[ts.Node, string]> {
	if (ts.isBinaryExpression(node)) {
		const operator = node.operatorToken;
		const other = operators.get(operator.getText(source));
		const isText = ts.isStringLiteralLike(node.left) || ts.isStringLiteralLike(node.right);
		return other && !isText ? [[operator, other]] : [];
	}
	if (ts.isIfStatement(node)) {
		return [
			[node.expression, 'true'],
			[node.expression, 'false'],
		];
	}
	if (ts.isConditionalExpression(node))
		return [[node.condition, `!(${node.condition.getText(source)})`]];
	if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
		return [[node, node.operand.getText(source)]];
	}
	if (node.kind === ts.SyntaxKind.TrueKeyword) return [[node, 'false']];
	if (node.kind === ts.SyntaxKind.FalseKeyword) return [[node, 'true']];
	if (ts.isNumericLiteral(node)) return [[node, `(${node.getText(source)} + 1)`]];
	if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) return [[node, ';']];
	return [];
}

/** All single changes of a file, outside of types and imports. */
async function mutantsOf(file: string): Promise<Mutant[]> {
	const text = await readFile(file, 'utf8');
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	const mutants: Mutant[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node))
			return;
		for (const [replaced, replacement] of replacements(node, source)) {
			const start = replaced.getStart(source);
			const line = source.getLineAndCharacterOfPosition(start).line + 1;
			const before = replaced.getText(source).split('\n')[0] ?? '';
			const label = `${file}:${line}: ${before} → ${replacement}`;
			mutants.push({ file, start, end: replaced.getEnd(), replacement, label });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return mutants;
}

/** What is tried together with others, or with n8n. */
const testsElsewhere: Record<string, string[]> = {
	'http/transport/credential.ts': ['test/integration/credential-per-item.test.mts'],
	'http/transport/n8n-client.ts': [
		'test/integration/{sending,network,anybill-tokens,oauth2-tokens}.test.mts',
	],
	'http/transport/oauth2-failure.ts': ['test/unit/http/transport/oauth2-renewal.test.mts'],
	'http/transport/retries.ts': ['test/integration/{errors,network,rate-limits}.test.mts'],
	'http/webhooks/state.ts': [
		'test/unit/http/webhooks/receive.test.mts',
		'test/integration/subscriptions.test.mts',
	],
	'services/anny/webhooks.ts': ['test/integration/subscriptions.test.mts'],
	'services/anybill/webhooks.ts': ['test/integration/receipt-trigger.test.mts'],
	'services/anybill/token-set.ts': ['test/unit/services/anybill/n8n-hooks.test.mts'],
};

/** First those that are quick. */
function testsOf(file: string): string[][] {
	const own = globSync(`test/unit/${dirname(file)}/${basename(file, '.ts')}.{test,fuzz.test}.mts`);
	return [own, globSync(testsElsewhere[file] ?? [])].filter((tests) => tests.length > 0);
}

/** A copy of the project in which files may be changed. */
async function copyProject(cleanUp: CleanUp): Promise<string> {
	const folder = await cleanUp.temporaryFolder('n8n-nodes-mutation-');
	const { stdout } = await execa('git', ['ls-files', '--cached', '--others', '--exclude-standard']);
	const parts = new Set(stdout.split('\n').map((file) => file.split('/')[0] ?? ''));
	for (const part of parts) {
		if (['harness', 'docs', 'packages'].includes(part)) continue;
		await cp(part, join(folder, part), { recursive: true });
	}
	await cp('harness', join(folder, 'harness'), { recursive: true });
	await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
	return folder;
}

/** Runs the tests of a file until one fails. A run that never ends fails as well. */
async function runTestsOf(file: string, folder: string): Promise<'passed' | 'failed'> {
	const projects = ['--selectProjects', 'unit', 'integration'];
	const options = [...projects, '--bail', '--silent', '--runTestsByPath'];
	for (const tests of testsOf(file)) {
		const { failed } = await execa('jest', [...options, ...tests], {
			cwd: folder,
			preferLocal: true,
			stdio: 'ignore',
			timeout: testTimeoutMs,
			reject: false,
		});
		if (failed) return 'failed';
	}
	return 'passed';
}

/** @returns whether a test failed, as it should */
async function isNoticed(folder: string, mutant: Mutant): Promise<boolean> {
	const { file, start, end, replacement } = mutant;
	const original = await readFile(file, 'utf8');
	await writeFile(join(folder, file), original.slice(0, start) + replacement + original.slice(end));
	const result = await runTestsOf(file, folder);
	await writeFile(join(folder, file), original);
	return result === 'failed';
}

/** N of a list, evenly spread. */
function sampled<T>(list: T[], count: number): T[] {
	const step = Math.max(1, list.length / count);
	return list.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

await runMain(async (args) => {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: { sample: { type: 'string', default: 'Infinity' } },
	});
	const files = globSync(positionals.length ? positionals : targets).sort();
	const judged = files.filter((file) => testsOf(file).length > 0);
	for (const file of files)
		if (!judged.includes(file)) console.log(`${file}: tried end to end only`);
	for (const file of judged) {
		// Tests that fail anyway would notice everything.
		if ((await runTestsOf(file, '.')) === 'passed') continue;
		console.error(`The tests of ${file} fail as it is`);
		return false;
	}
	const all = await Promise.all(judged.map(mutantsOf));
	const mutants = all.flatMap((list) => sampled(list, Number(values.sample)));
	console.log(`${mutants.length} changes in ${judged.length} files`);

	await using cleanUp = new CleanUp();
	const noticed = new Map<string, number>();
	const survivors: Mutant[] = [];
	const queue = [...mutants];
	let tried = 0;
	const work = async () => {
		const folder = await copyProject(cleanUp);
		for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
			if (await isNoticed(folder, mutant))
				noticed.set(mutant.file, (noticed.get(mutant.file) ?? 0) + 1);
			else {
				survivors.push(mutant);
				console.log(`survived  ${mutant.label}`);
			}
			if (++tried % 50 === 0) console.log(`${tried} tried, ${survivors.length} survived`);
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, work));

	for (const file of judged) {
		const total = mutants.filter((mutant) => mutant.file === file).length;
		console.log(`${file}: ${noticed.get(file) ?? 0} of ${total} noticed`);
	}
	const score = (mutants.length - survivors.length) / mutants.length;
	console.log(
		`\nScore: ${(score * 100).toFixed(1)} % of ${mutants.length} (goal: ${goal * 100} %)`,
	);
	return score >= goal;
});
