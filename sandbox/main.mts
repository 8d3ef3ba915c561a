/**
 * The sandbox: stand-ins of anny (bookings) and anybill (digital receipts) on loopback, for the
 * demo, the tests and the benchmarks. Nothing of the real services is contacted.
 *
 *   node sandbox/main.mts [--anny-port N] [--anybill-port N] [--control-port N] [--foreign-port N]
 *                         [--exit-with-parent]
 *
 * Needs Node 24, which runs TypeScript as it is. Ports are free ones unless given, so several
 * sandboxes run side by side. When all listen, one line of JSON says where (a table on a
 * terminal). SIGINT and SIGTERM end it; with --exit-with-parent also the end of standard input.
 *
 * Four listeners:
 *   anny      the API under /api/v1, OAuth2 under /oauth
 *   anybill   the Vendor API under /api/v3, the Partner Platform under /v3, the B2C token endpoint
 *             under /ad.anybill.de
 *   foreign   somebody else's host, which writes down all that reaches it
 *   control   counters, journal, settings, tokens, faults; see control/app.mts and types.mts
 *
 * Where anny's or anybill's documentation is silent, a stand-in is a guess; comments say so.
 * Where to look: anny/oauth.mts and anybill/b2c.mts for signing in, anny/jsonapi.mts for paging
 * and includes, faults.mts for faults, generic/ for routes that no service has (echo, downloads,
 * redirects, ways to page), client.mts for using all this from a test.
 */
import { parseArgs } from 'node:util';
import { annyApp } from './anny/app.mts';
import { anybillApp } from './anybill/app.mts';
import { controlApp } from './control/app.mts';
import { foreignHost } from './foreign.mts';
import { Listener } from './listener.mts';
import { createSandbox } from './state.mts';
import type { Addresses } from './types.mts';

const { values: flags } = parseArgs({
	options: {
		'anny-port': { type: 'string', default: '0' },
		'anybill-port': { type: 'string', default: '0' },
		'control-port': { type: 'string', default: '0' },
		'foreign-port': { type: 'string', default: '0' },
		'exit-with-parent': { type: 'boolean', default: false },
	},
});

const sandbox = await createSandbox();
const anny = new Listener(annyApp(sandbox), Number(flags['anny-port']), () => {
	sandbox.counters.anny.connections++;
});
const anybill = new Listener(anybillApp(sandbox), Number(flags['anybill-port']), () => {
	sandbox.counters.anybill.connections++;
});
const control = new Listener(controlApp(sandbox, { anny, anybill }), Number(flags['control-port']));
const foreign = new Listener(foreignHost(sandbox), Number(flags['foreign-port']));

await Promise.all([anny, anybill, control, foreign].map((listener) => listener.open()));
// "localhost" may mean ::1 as well; where there is no IPv6, 127.0.0.1 is all it means.
const foreign6 = new Listener(foreignHost(sandbox), foreign.port, () => {}, '::1');
await foreign6.open().catch(() => {});

const addresses: Addresses = {
	anny: `http://127.0.0.1:${anny.port}`,
	anybill: `http://127.0.0.1:${anybill.port}`,
	tokenUrl: `http://127.0.0.1:${anybill.port}/ad.anybill.de/oauth2/v2.0/token?p=b2c_1_ropc_vendor`,
	control: `http://127.0.0.1:${control.port}`,
	foreign: `http://localhost:${foreign.port}`,
};
sandbox.addresses = addresses;

const stop = () => process.exit(0);
process.once('SIGINT', stop).once('SIGTERM', stop);
if (flags['exit-with-parent']) process.stdin.once('close', stop).resume();

if (process.stdout.isTTY) {
	console.log('The sandbox is up; Ctrl-C ends it.');
	console.table(addresses);
} else {
	console.log(JSON.stringify(addresses));
}
