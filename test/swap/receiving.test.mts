import { receivingCases } from './cases/receiving.mts';
import { compareSideBySide } from './support/side-by-side.mts';

compareSideBySide(receivingCases);
