import { bodyCases } from './body.mts';
import { errorCases } from './errors.mts';
import { headerCases } from './headers.mts';
import { pagingCases } from './paging.mts';
import { queryCases } from './query.mts';
import { receivingCases } from './receiving.mts';
import { transportCases } from './transport.mts';
import { urlCases } from './url.mts';
import type { NamedCase } from '../support/case.mts';

export const allCases: NamedCase[] = [
	...urlCases,
	...queryCases,
	...headerCases,
	...bodyCases,
	...transportCases,
	...receivingCases,
	...pagingCases,
	...errorCases,
];
