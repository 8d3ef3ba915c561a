import { delimiter, dirname, join } from 'node:path';

/** Belongs to the process that started us (npm, jest, another n8n) and would mislead a child. */
const misleading =
	/^(npm_|N8N_|DB_|QUEUE_|EXECUTIONS_|JEST_)|^(NODE_ENV|NODE_OPTIONS|NODE_PATH|INIT_CWD)$/;

/** Where Node 24 and what npm installed are. */
const programs = [dirname(process.execPath), join(process.cwd(), 'node_modules', '.bin')];

const loopback = ['127.0.0.1', 'localhost', '::1'];

/**
 * The environment for a program that should run as a user would start it: nothing left of npm,
 * jest or n8n settings of the caller, Node 24 first on the path, loopback never through a proxy.
 */
export function cleanEnvironment(extra: Record<string, string> = {}): Record<string, string> {
	const inherited = Object.entries(process.env).filter(
		(entry): entry is [string, string] => entry[1] !== undefined && !misleading.test(entry[0]),
	);
	const env: Record<string, string> = Object.fromEntries(inherited);
	const noProxy = [env.NO_PROXY ?? env.no_proxy, ...loopback].filter(Boolean).join(',');
	return {
		...env,
		PATH: [...programs, env.PATH].join(delimiter),
		NO_PROXY: noProxy,
		no_proxy: noProxy,
		...extra,
	};
}
