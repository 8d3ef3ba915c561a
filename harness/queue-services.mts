import { existsSync, readdirSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import getPort from 'get-port';
import { startTogether } from './cleanup.mts';
import { Daemon } from './daemon.mts';

const debian = '/usr/lib/postgresql';

/** Where Debian keeps PostgreSQL's programs, the newest version first; then the path. */
function findProgram(name: string): string | undefined {
	const versions = existsSync(debian) ? readdirSync(debian) : [];
	const folders = versions
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => join(debian, version, 'bin'))
		.concat((process.env.PATH ?? '').split(delimiter));
	return folders.map((folder) => join(folder, name)).find(existsSync);
}

/** Which Debian packages have to be installed before queue mode can be tried here. */
export function missingPackages(): string[] {
	return [
		...(findProgram('redis-server') ? [] : ['redis-server']),
		...(findProgram('initdb') && findProgram('postgres') ? [] : ['postgresql']),
	];
}

export interface QueueServices {
	/** n8n's settings to use them. */
	env: Record<string, string>;
	stop(): Promise<void>;
}

/** Redis and PostgreSQL on loopback, with their data in a temporary folder. */
export async function startQueueServices(): Promise<QueueServices> {
	return await startTogether(async (cleanUp) => {
		const folder = await cleanUp.temporaryFolder('n8n-queue-');
		const user = await postgresUser();
		if (user) await chown(folder, user.uid, user.gid);
		const redisPort = await getPort();
		const redis = await startRedis(folder, redisPort);
		cleanUp.defer(() => redis.stop());
		const postgresPort = await getPort();
		const postgres = await startPostgres(folder, postgresPort, user);
		cleanUp.defer(() => postgres.stop());
		return { env: settings(redisPort, postgresPort) };
	});
}

const settings = (redisPort: number, postgresPort: number) => ({
	QUEUE_BULL_REDIS_HOST: '127.0.0.1',
	QUEUE_BULL_REDIS_PORT: String(redisPort),
	DB_TYPE: 'postgresdb',
	DB_POSTGRESDB_HOST: '127.0.0.1',
	DB_POSTGRESDB_PORT: String(postgresPort),
	DB_POSTGRESDB_DATABASE: 'postgres',
	DB_POSTGRESDB_USER: 'n8n',
	DB_POSTGRESDB_POOL_SIZE: '10',
});

async function startRedis(folder: string, port: number): Promise<Daemon> {
	const nothingOnDisk = ['--save', '', '--appendonly', 'no', '--dir', folder];
	const args = ['--port', String(port), '--bind', '127.0.0.1', ...nothingOnDisk];
	return await Daemon.start(findProgram('redis-server') as string, args, {
		cwd: folder,
		logFile: join(folder, 'redis.log'),
		isReady: () => accepts(port),
	});
}

type User = { uid: number; gid: number } | undefined;

async function startPostgres(folder: string, port: number, user: User): Promise<Daemon> {
	const data = join(folder, 'postgres');
	const init = ['-D', data, '-U', 'n8n', '--auth=trust', '--no-sync', '--locale=C.UTF-8'];
	await execa(findProgram('initdb') as string, init, { cwd: folder, stdin: 'ignore', ...user });
	const onLoopbackOnly = ['listen_addresses=127.0.0.1', 'unix_socket_directories='];
	// It lives for minutes: nothing has to survive a power cut.
	const options = [...onLoopbackOnly, `port=${port}`, 'fsync=off', 'max_connections=100'];
	const args = ['-D', data, ...options.flatMap((option) => ['-c', option])];
	const probe = ['-h', '127.0.0.1', '-p', String(port), '-q'];
	return await Daemon.start(findProgram('postgres') as string, args, {
		cwd: folder,
		logFile: join(folder, 'postgres.log'),
		isReady: async () => {
			await execa(findProgram('pg_isready') as string, probe);
			return true;
		},
		// "Fast": it does not wait for its clients to leave.
		stopSignal: 'SIGINT',
		user,
	});
}

/** PostgreSQL refuses to run as root; Debian's package makes a user for it. */
async function postgresUser(): Promise<User> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (option: string) =>
		Number((await execa('id', [option, 'postgres'], { stdin: 'ignore' })).stdout);
	return { uid: await id('-u'), gid: await id('-g') };
}

async function accepts(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = createConnection(port, '127.0.0.1');
		socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
		socket.once('connect', () => socket.end());
	});
}
