import { execa } from 'execa';
import { cleanEnvironment } from '../../harness/environment.mts';
import type { Verdict } from './check.mts';

/** Whether imports point one way only; the rules are in `.dependency-cruiser.cjs`. */
export async function layers(): Promise<Verdict> {
	const folders = ['nodes', 'credentials', 'services', 'http'];
	const { all, failed } = await execa('depcruise', ['--no-progress', ...folders], {
		env: cleanEnvironment({ NO_COLOR: '1' }),
		extendEnv: false,
		stdin: 'ignore',
		all: true,
		reject: false,
	});
	const cruised = /(\d+) modules, (\d+) dependencies cruised/.exec(all);
	return {
		problems: failed || !cruised ? [all] : [],
		note: cruised ? `${cruised[1]} modules, ${cruised[2]} imports` : '',
	};
}
