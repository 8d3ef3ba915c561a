import { execa } from 'execa';
import { CleanUp } from './cleanup.mts';
import { cleanEnvironment } from './environment.mts';

/**
 * Runs a program of node_modules/.bin or of the system and returns its output, which is also in the
 * error when it fails. When we are ended, so is the program with all that it started (npm compiles
 * in grandchildren, which would go on writing into folders that are being deleted).
 */
export async function runCommand(
	program: string,
	args: string[],
	cwd = process.cwd(),
): Promise<string> {
	const env = cleanEnvironment();
	const options = { cwd, env, extendEnv: false, stdin: 'ignore', detached: true } as const;
	const child = execa(program, args, options);
	await using cleanUp = new CleanUp();
	cleanUp.defer(async () => {
		if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
		await child.catch(() => {});
	});
	try {
		return (await child).stdout;
	} catch (error) {
		// Its message has the command and the output; the rest of execa's error repeats both.
		throw new Error((error as Error).message);
	}
}
