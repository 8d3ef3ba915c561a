import type { Operation } from '../../../http/operation';
import { billOperations } from './bill';
import { categoryOperations, receiptOperations, storeOperations, userOperations } from './other';

/** All that the anybill node can do, one entry an operation. */
export const anybillOperations: readonly Operation[] = [
	...billOperations,
	...categoryOperations,
	...receiptOperations,
	...storeOperations,
	...userOperations,
];
