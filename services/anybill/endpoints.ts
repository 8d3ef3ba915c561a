import type { Endpoint } from '../../http/profile';

const VENDOR = 'developers.anybill.de (https://developers.anybill.de/vendor_api/api_vendorV3.html)';
const PARTNER =
	'developers.anybill.de (https://developers.anybill.de/partner_platform_api/api_v3.html)';
const OLDER = "anybill's documentation of 2020; /api/v3/store is in use";

/**
 * anybill's endpoints, one line each. The Vendor API has the prefix `/api/v3`, the Partner Platform
 * API, on another host, `/v3`. The Partner Platform also has a list of receipts, one receipt and its
 * PDF; their paths are not public, so they are not here.
 */
// prettier-ignore
export const anybillEndpoints: Endpoint[] = [
	{ method: 'POST', path: '/api/v3/bill', summary: 'Create a bill', source: VENDOR },
	{ method: 'GET', path: '/api/v3/bill/url', summary: 'Create the URL of a bill in advance', source: VENDOR, sideEffect: true },
	{ method: 'DELETE', path: '/api/v3/bill/{billId}', summary: 'Cancel a bill', source: VENDOR },
	{ method: 'GET', path: '/api/v3/store', summary: 'List stores', source: OLDER, list: true },
	{ method: 'POST', path: '/api/v3/store', summary: 'Create a store', source: OLDER },
	{ method: 'GET', path: '/api/v3/store/{storeId}', summary: 'Get a store', source: OLDER },
	{ method: 'DELETE', path: '/api/v3/store/{storeId}', summary: 'Delete a store', source: OLDER },
	{ method: 'POST', path: '/v3/user', summary: 'Create an anonymous user', source: PARTNER },
	{ method: 'POST', path: '/v3/user/token', summary: 'Get a token for a user', source: PARTNER },
];
