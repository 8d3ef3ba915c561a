import type { Operation } from '../../../http/operation';
import { availabilityOperations } from './availability';
import { bookingOperations } from './booking';
import { customerOperations } from './customer';
import { invoiceOperations } from './invoice';
import { orderOperations } from './order';
import {
	organizationOperations,
	planSubscriptionOperations,
	resourceOperations,
	serviceOperations,
	userOperations,
	webhookSubscriptionOperations,
} from './other';

/**
 * All that the anny node can do, one entry an operation. The admin endpoints want the organization
 * (`o`) as well: https://developers.anny.co/guides/json-api-conventions.
 */
export const annyOperations: readonly Operation[] = [
	...availabilityOperations,
	...bookingOperations,
	...customerOperations,
	...invoiceOperations,
	...orderOperations,
	...organizationOperations,
	...planSubscriptionOperations,
	...resourceOperations,
	...serviceOperations,
	...userOperations,
	...webhookSubscriptionOperations,
];
