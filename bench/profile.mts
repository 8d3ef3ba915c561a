import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Table from 'cli-table3';
import getPort from 'get-port';
import { until } from '../harness/until.mts';
import { highestDuring } from './measure.mts';

/** A CPU profile as V8 writes it: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export interface CpuProfile {
	nodes: Array<{ id: number; callFrame: CallFrame; children?: number[] }>;
	/** The node that was on top of the stack, for each sample. */
	samples?: number[];
	/** Microseconds since the sample before. */
	timeDeltas?: number[];
}

interface CallFrame {
	functionName: string;
	url: string;
	lineNumber: number;
}

/** A function, or an owner of functions, and its share of the time in which the processor worked. */
export interface Share {
	name: string;
	where: string;
	milliseconds: number;
	share: number;
}

/** Where the inspector of a process will listen, once it is asked for. */
export interface Inspector {
	port: number;
	/** For the process to start with. */
	env: Record<string, string>;
}

export async function inspectorFor(): Promise<Inspector> {
	const port = await getPort();
	return { port, env: { NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}` } };
}

/** Profiles a process while some work is done. */
export async function profiled(
	pid: number,
	inspector: Inspector,
	work: () => Promise<unknown>,
): Promise<CpuProfile> {
	const session = await inspect(pid, inspector);
	await session.call('Profiler.enable');
	await session.call('Profiler.setSamplingInterval', { interval: 500 });
	await session.call('Profiler.start');
	await work();
	const { profile } = (await session.call('Profiler.stop')) as { profile: CpuProfile };
	session.close();
	return profile;
}

/**
 * The most that the heap of a process holds while some work is done, above what it held before, in
 * bytes: garbage is collected over and over, so that none of it counts.
 */
export async function heldMemory(
	pid: number,
	inspector: Inspector,
	work: () => Promise<unknown>,
): Promise<number> {
	const session = await inspect(pid, inspector);
	const heldNow = async () => {
		await session.call('HeapProfiler.collectGarbage');
		const { usedSize } = (await session.call('Runtime.getHeapUsage')) as { usedSize: number };
		return usedSize;
	};
	try {
		const { first, highest } = await highestDuring(heldNow, work);
		return highest - first;
	} finally {
		session.close();
	}
}

/** A process that the inspector is open to. */
interface Session {
	/** Calls a method of the Chrome DevTools Protocol. */
	call(method: string, params?: object): Promise<unknown>;
	close(): void;
}

async function inspect(pid: number, { port }: Inspector): Promise<Session> {
	// Opens the inspector: https://nodejs.org/api/process.html#signal-events
	process.kill(pid, 'SIGUSR1');
	const socket = new WebSocket(await debuggerUrl(port));
	await new Promise((resolve, reject) => {
		socket.addEventListener('open', resolve);
		socket.addEventListener('error', reject);
	});
	let lastId = 0;
	const call = async (method: string, params = {}): Promise<unknown> => {
		const id = ++lastId;
		const result = new Promise((resolve) => {
			socket.addEventListener('message', ({ data }) => {
				const message = JSON.parse(String(data)) as { id?: number; result?: unknown };
				if (message.id === id) resolve(message.result);
			});
		});
		socket.send(JSON.stringify({ id, method, params }));
		return await result;
	};
	return {
		call,
		close: () => {
			socket.close();
		},
	};
}

async function debuggerUrl(port: number): Promise<string> {
	const ask = async () => {
		const response = await fetch(`http://127.0.0.1:${port}/json/list`);
		const [target] = (await response.json()) as Array<{ webSocketDebuggerUrl: string }>;
		return target?.webSocketDebuggerUrl;
	};
	return await until(ask, { what: "n8n's inspector", everyMs: 50 });
}

/** Writes a profile where no commit takes it along; Chrome's and VS Code's developer tools open it. */
export async function saveProfile(id: string, profile: CpuProfile): Promise<string> {
	const folder = join('build', 'profiles');
	await mkdir(folder, { recursive: true });
	const file = join(folder, `${id}.cpuprofile`);
	await writeFile(file, JSON.stringify(profile));
	return file;
}

/** The functions in which the time was spent, and whose they are, the heaviest first. */
export function sharesOf(profile: CpuProfile): { functions: Share[]; owners: Share[] } {
	const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
	const callers = new Map(
		profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
	);
	const functions = new Map<string, Omit<Share, 'share'>>();
	const owners = new Map<string, Omit<Share, 'share'>>();
	let busy = 0;
	profile.samples?.forEach((id, index) => {
		const frame = frames.get(id);
		// Nothing to do, or a frame of the profiler itself.
		if (!frame || ['(idle)', '(program)', '(root)'].includes(frame.functionName)) return;
		const milliseconds = (profile.timeDeltas?.[index] ?? 0) / 1000;
		busy += milliseconds;
		const name = frame.functionName || '(anonymous)';
		const where = placeOf(frame);
		add(functions, { name, where, milliseconds });
		add(owners, { name: ownerOf(id, frames, callers), where: '', milliseconds });
	});
	const sorted = (all: Map<string, Omit<Share, 'share'>>) =>
		[...all.values()]
			.map((one) => ({ ...one, share: one.milliseconds / busy }))
			.sort((a, b) => b.milliseconds - a.milliseconds);
	return { functions: sorted(functions), owners: sorted(owners) };
}

function add(all: Map<string, Omit<Share, 'share'>>, one: Omit<Share, 'share'>): void {
	const key = `${one.name} ${one.where}`;
	const milliseconds = (all.get(key)?.milliseconds ?? 0) + one.milliseconds;
	all.set(key, { ...one, milliseconds });
}

/** Whose a function is; one of V8 or in C++ is the one's who calls it. */
function ownerOf(id: number, frames: Map<number, CallFrame>, callers: Map<number, number>): string {
	if (frames.get(id)?.functionName === '(garbage collector)') return 'garbage collector';
	for (let at: number | undefined = id; at !== undefined; at = callers.get(at)) {
		const url = frames.get(at)?.url ?? '';
		if (url !== '') return packageOf(url);
	}
	return 'Node.js';
}

/** The package that a file belongs to; all of n8n's are n8n, and ours is not. */
function packageOf(url: string): string {
	if (url.startsWith('node:')) return 'Node.js';
	const path = url.split('node_modules/').at(-1) ?? url;
	const name = path
		.split('/')
		.slice(0, path.startsWith('@') ? 2 : 1)
		.join('/');
	return /^(n8n(-core|-workflow|-nodes-base)?|@n8n\/.+)$/.test(name) ? 'n8n' : name;
}

function placeOf({ url, lineNumber }: CallFrame): string {
	const path = url.split('node_modules/').at(-1) ?? '';
	return path === '' ? '' : `${path}:${lineNumber + 1}`;
}

/** The ten heaviest of each, for a person. */
export function sharesTable({ functions, owners }: ReturnType<typeof sharesOf>): string {
	const rows = (title: string, shares: Share[]) => {
		const table = new Table({ head: [title, 'Share', 'ms', 'Where'] });
		for (const { name, where, milliseconds, share } of shares.slice(0, 10)) {
			table.push([name, `${(share * 100).toFixed(1)} %`, Math.round(milliseconds), where]);
		}
		return table.toString();
	};
	return `${rows('Function', functions)}\n${rows('Whose', owners)}`;
}
