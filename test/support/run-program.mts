import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { cleanEnvironment } from '../../harness/environment.mts';

/** Runs a program of node_modules/.bin, and returns what a person would see of it. */
export async function runProgram(
	program: string,
	args: string[],
): Promise<{ exitCode: number | undefined; output: string }> {
	const { all, exitCode } = await execa(program, args, {
		env: cleanEnvironment({ NO_COLOR: '1' }),
		extendEnv: false,
		stdin: 'ignore',
		all: true,
		reject: false,
	});
	return { exitCode, output: stripVTControlCharacters(all) };
}
