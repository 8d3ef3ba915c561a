import { InputError } from '../../../http/errors/errors.ts';

/** The error with which something ends that should fail. */
export async function failureOf<T extends Error>(work: Promise<unknown>): Promise<T> {
	const outcome: unknown = await work.catch((error: unknown) => error);
	if (outcome instanceof Error) return outcome as T;
	throw new Error('It should have failed');
}

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
