import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { cleanEnvironment } from '../../harness/environment.mts';
import type { Verdict } from './check.mts';

/** `n8n-node lint` in strict mode. Warnings count, and so does what it merely prints. */
export async function lint(folder: string): Promise<Verdict> {
	const { all, failed } = await execa('n8n-node', ['lint'], {
		cwd: folder,
		env: cleanEnvironment(),
		extendEnv: false,
		stdin: 'ignore',
		all: true,
		reject: false,
	});
	const said = stripVTControlCharacters(all);
	const complains = failed || /✖|violation|^\s*\d+:\d+\s+(warning|error)/im.test(said);
	return { problems: complains ? [said] : [], note: 'strict, no warnings' };
}
