import { bodyCases } from './cases/body.mts';
import { headerCases } from './cases/headers.mts';
import { queryCases } from './cases/query.mts';
import { urlCases } from './cases/url.mts';
import { compareSideBySide } from './support/side-by-side.mts';

compareSideBySide([...urlCases, ...queryCases, ...headerCases, ...bodyCases]);
