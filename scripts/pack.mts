/**
 * `npm run pack`: what a release publishes, in build/: the package, and one for each service, which
 * n8n Cloud asks for. All are made of the same bundled code.
 */
import { runMain } from '../harness/cleanup.mts';
import { packAll } from '../harness/service-packages.mts';

await runMain(async () => {
	for (const tarball of (await packAll('build')).values()) console.log(tarball);
	return true;
});
