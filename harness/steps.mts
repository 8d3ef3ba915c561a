import { Listr, PRESET_TIMER } from 'listr2';
import type { Report } from './n8n-install.mts';

/** Does one step of a longer work; what it reports on the way may be shown. */
export type RunStep = <T>(title: string, work: (report: Report) => Promise<T>) => Promise<T>;

/** For tests: nothing is shown. */
export const silently: RunStep = (_title, work) => work(() => {});

/** For people: a spinner with the time it took, or plain lines where there is no terminal. */
export const visibly: RunStep = async (title, work) => {
	let result: Awaited<ReturnType<typeof work>> | undefined;
	const task = {
		title,
		task: async (_: unknown, shown: { output: string }) => {
			result = await work((text) => {
				shown.output = text;
			});
		},
	};
	await new Listr([task], {
		// Ctrl-C has to reach our own clean-up.
		registerSignalListeners: false,
		fallbackRenderer: 'simple',
		rendererOptions: { timer: PRESET_TIMER },
		fallbackRendererOptions: { timer: PRESET_TIMER },
	}).run();
	return result as Awaited<ReturnType<typeof work>>;
};
