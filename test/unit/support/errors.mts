import { InputError } from '../../../http/errors/errors.ts';

/** The mistake that a call complains about. */
export function inputErrorOf(call: () => unknown): InputError {
	try {
		call();
	} catch (error) {
		if (error instanceof InputError) return error;
		throw error;
	}
	throw new Error('There was no complaint');
}
