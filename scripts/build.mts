/** `npm run build`: makes dist/, which is what ships. */
import { buildPackage } from '../harness/package-tarball.mts';

await buildPackage();
