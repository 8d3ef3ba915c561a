/** Labels that do not follow from the parameter's name. */
const LABELS: Record<string, string> = {
	allowUnauthorizedCerts: 'Ignore SSL Issues (Insecure)',
	concurrency: 'Requests at a Time',
	fullResponse: 'Include Response Headers and Status',
	jsonBody: 'JSON',
	maxRequests: 'Max Pages',
	queryParameterArrays: 'Array Format in Query Parameters',
	requestInterval: 'Interval Between Requests (Ms)',
	url: 'URL',
};

/** `options.redirect.redirect.maxRedirects` → `Max Redirects`. */
export function labelOf(name: string): string {
	const own = name.split('.').at(-1) ?? name;
	const words = own.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/\bId\b/, 'ID');
	return LABELS[own] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
