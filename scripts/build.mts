/** `npm run build`: compiles the package into dist/. */
import { buildPackage } from '../harness/package-tarball.mts';

await buildPackage();
