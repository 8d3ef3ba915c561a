/** `npm run build`: compiles the package into dist/. */
import { buildPackage } from './lib/package-tarball.mts';

await buildPackage();
