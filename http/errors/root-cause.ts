import { CredentialError } from './errors';

/** n8n wraps what went wrong in a NodeApiError, sometimes twice. */
export function rootCause(error: unknown): object {
	let current = error as { cause?: unknown };
	for (let depth = 0; depth < 5; depth++) {
		const { cause } = current;
		if (!(cause instanceof Error) || current instanceof CredentialError) break;
		if ('response' in current && current.response) break;
		// The cause of an AxiosError is the bare socket error: the AxiosError itself knows more.
		if ('isAxiosError' in current) break;
		current = cause as { cause?: unknown };
	}
	return current;
}
