/**
 * The value itself, where n8n's resource locator holds it. A default has no `__rl`; where an expression
 * found nothing, there is no `value`.
 */
export function plainOf(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (!('__rl' in value || 'mode' in value)) return value;
	return 'value' in value ? value.value : undefined;
}
