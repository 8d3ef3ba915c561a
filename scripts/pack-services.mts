/**
 * `npm run pack:services`: one package per service in build/, as n8n Cloud asks for, from the same
 * source as the main package; each checked like it, and both tried in a real n8n.
 */
import { join } from 'node:path';
import { cleanUp, isEnding } from '../harness/cleanup.mts';
import { runChecks } from './checks/check.mts';
import { packageChecks } from './checks/package-checks.mts';
import { serviceDemo } from '../harness/service-demo.mts';
import { packService, serviceFolders, type ServicePackage } from '../harness/service-packages.mts';
import { visibly } from '../harness/steps.mts';

async function main(): Promise<boolean> {
	const packages: ServicePackage[] = [];
	for (const folder of serviceFolders()) {
		const build = () => packService(folder, join(process.cwd(), 'build'));
		packages.push(await visibly(`${folder}, built and packed`, build));
	}
	let passed = true;
	for (const { name, source, tarball } of packages) {
		console.log(`\n${name}`);
		passed = (await runChecks(await packageChecks(source, tarball))) && passed;
	}
	console.log('\nBoth together');
	const demo = { name: 'Examples in a real n8n', run: () => serviceDemo(packages) };
	passed = (await runChecks([demo])) && passed;
	for (const { tarball } of packages) console.log(tarball);
	return passed;
}

try {
	process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
	if (!isEnding()) console.error(error);
	process.exitCode = 1;
} finally {
	await cleanUp();
}
