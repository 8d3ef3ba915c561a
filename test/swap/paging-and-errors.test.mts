import { errorCases } from './cases/errors.mts';
import { pagingCases } from './cases/paging.mts';
import { transportCases } from './cases/transport.mts';
import { compareSideBySide } from './support/side-by-side.mts';

compareSideBySide([...transportCases, ...pagingCases, ...errorCases]);
