/** The methods that the node offers, in the order of its list. */
export const METHODS: readonly string[] = [
	'DELETE',
	'GET',
	'HEAD',
	'OPTIONS',
	'PATCH',
	'POST',
	'PUT',
];
