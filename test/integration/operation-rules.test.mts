import { Readable } from 'node:stream';
import type { ILoadOptionsFunctions, INode, INodeListSearchResult } from 'n8n-workflow';
import { listSearchOnDemand } from '../../http/on-demand.ts';
import { annyPickers } from '../../services/anny/pickers.ts';
import { annyProfile } from '../../services/anny/profile.ts';
import { jsonOf } from './support/world.mts';
import { type OperationWorld, picked, useOperations } from './support/operation-world.mts';

const operations = useOperations();

const world = () => operations.world;
const annyRequests = async () => await world().sandbox.requests({ service: 'anny' });
const getMany = { resource: 'booking', operation: 'getAll' };
const hintsOf = ({ run }: Awaited<ReturnType<OperationWorld['run']>>) =>
	(run.data.resultData.runData.Tested?.[0]?.hints ?? []).map(({ message }) => message);

describe('A list', () => {
	test('is cut at its limit, which a hint says once for all items', async () => {
		const outcome = await world().anny(
			{ ...getMany, limit: 5 },
			{ items: [{ json: {} }, { json: {} }] },
		);
		expect(outcome.items).toHaveLength(10);
		const { bookings } = (await world().sandbox.settings()).data;
		expect(hintsOf(outcome)).toEqual([
			`These are the first 5 of ${bookings} records. Turn on "Return All", or raise "Limit", to get more.`,
		]);
	});

	test('that is complete has no hint', async () => {
		expect(hintsOf(await world().anny({ ...getMany, returnAll: true }))).toEqual([]);
		const { length } = (await world().anny({ ...getMany, returnAll: true })).items;
		expect(hintsOf(await world().anny({ ...getMany, limit: length }))).toEqual([]);
	});

	test('that is empty gives no items', async () => {
		const filters = { search: 'no such booking' };
		const { items, error } = await world().anny({ ...getMany, filters });
		expect([items, error]).toEqual([[], undefined]);
	});
});

const intervals = {
	resource: 'availability',
	operation: 'getUpcomingIntervals',
	serviceId: picked('7'),
};

describe('Nothing is sent', () => {
	test.each([
		[
			'a filter that finds nothing',
			{ ...getMany, filters: { search: '={{ $json.missing }}' } },
			'Search',
		],
		['a filter that is empty', { ...getMany, filters: { email: '={{ "" }}' } }, 'Customer Email'],
		[
			'an ID that finds nothing',
			{ resource: 'booking', operation: 'cancel', bookingId: picked('={{ $json.missing }}') },
			'Booking',
		],
		[
			'an ID with a path in it',
			{ resource: 'booking', operation: 'get', bookingId: picked('={{ "7/cancel" }}') },
			'Booking',
		],
		[
			'an attribute that finds nothing',
			{
				resource: 'customer',
				operation: 'update',
				customerId: picked('7'),
				additionalFields: { notes: '={{ $json.missing }}' },
			},
			'Notes',
		],
		[
			'a time from an expression without an offset',
			{ ...getMany, filters: { start: '={{ "2026-01-05T09:00:00" }}' } },
			'From',
		],
		[
			'a required field whose expression gives an empty text',
			{ resource: 'customer', operation: 'create', email: '={{ "" }}' },
			'Email',
		],
		[
			'an end before its start',
			{
				resource: 'booking',
				operation: 'block',
				bookableId: picked('7'),
				title: 'Maintenance',
				start: '2027-03-01T10:00:00',
				end: '2027-03-01T09:00:00',
			},
			'End',
		],
		['an unknown time zone', { ...intervals, timeZone: 'Mars/Base' }, 'Time Zone'],
		[
			'an optional record that finds nothing',
			{ ...intervals, bookableId: picked('={{ $json.missing }}') },
			'Resource',
		],
		[
			'an optional record in a row that finds nothing',
			{
				resource: 'order',
				operation: 'create',
				customerId: picked('7'),
				bookings: {
					rows: [
						{
							serviceId: picked('7'),
							bookableId: picked('={{ $json.missing }}'),
							start: '2027-03-01T09:00:00',
							end: '2027-03-01T10:00:00',
						},
					],
				},
			},
			'Booking: Resource',
		],
		[
			"an organization that finds nothing: the token's own would be meant",
			{ ...getMany, organization: picked('={{ null }}') },
			'Organization',
		],
		['a limit that finds nothing', { ...getMany, limit: '={{ $json.missing }}' }, 'Limit'],
		['a limit that is null', { ...getMany, limit: '={{ null }}' }, 'Limit'],
		['a limit of nothing', { ...getMany, limit: '={{ 0 }}' }, 'Limit'],
		['a negative limit', { ...getMany, limit: -1 }, 'Limit'],
		[
			'a negative quantity',
			{ ...intervals, timeZone: 'Europe/Berlin', serviceQuantity: -1 },
			'Service Quantity',
		],
	])('for %s, and the message names the field', async (_, parameters, label) => {
		const { error } = await world().anny(parameters);
		expect(error?.message).toContain(`"${label}"`);
		expect(await annyRequests()).toEqual([]);
	});

	const bill = { resource: 'bill', operation: 'create', storeId: picked('S-1') };
	const tea = { name: 'Tea', quantity: 1, price: '2.50', vat: 7 };
	const listed = (line: object) => ({
		...bill,
		specifyBill: 'list',
		receiptNumber: '1',
		lineList: JSON.stringify([line]),
	});

	test.each([
		[
			'lines that do not add up',
			{ ...listed(tea), expectedTotal: '2.60' },
			'The lines add up to 2.5, but "Expected Total" is 2.6',
		],
		[
			'an expected total that finds nothing',
			{ ...listed(tea), expectedTotal: '={{ "" }}' },
			'The expression in "Expected Total" finds nothing',
		],
		[
			'VAT as a fraction',
			listed({ ...tea, vat: 0.19 }),
			'"Line 1: VAT (%)" must be in percent, but it is 0.19',
		],
		[
			'a line with an object as its text',
			listed({ ...tea, name: { de: 'Tee' } }),
			'In line 1, "name" must be text or a number, but it is an object',
		],
		[
			'another store among its other fields',
			{ ...listed(tea), additionalFields: { otherFields: '{ "storeId": "S-9" }' } },
			'"Other Fields" has "storeId", which is filled already',
		],
		[
			'the store in its JSON',
			{ ...bill, billJson: JSON.stringify({ storeId: 'S-1', bill: { data: {} } }) },
			'The bill has no "data"',
		],
	])('for a bill with %s, and the message says where', async (_, parameters, message) => {
		const { error } = await world().anybill(parameters);
		expect(error?.message).toBe(message);
		expect((await world().sandbox.counters()).anybill.billsAccepted).toBe(0);
	});
});

describe('Records come out', () => {
	const get = () => ({
		resource: 'booking',
		operation: 'get',
		bookingId: picked(operations.ids.bookingId),
	});

	test('flat in a node that a user adds, raw where Simplify is off', async () => {
		const { items } = await world().anny(get());
		expect(items[0]?.json).toHaveProperty('number');
		const { items: raw } = await world().anny({ ...get(), simplify: false });
		expect(raw[0]?.json).toHaveProperty('attributes.number');
	});

	test('raw in a node whose type was changed, which has no resource', async () => {
		const { items } = await world().start('anny', { url: '/api/v1/bookings' }, { typeVersion: 4.2 })
			.outcome;
		const { items: swapped } = await world().anny(
			{ simplify: undefined, url: '/api/v1/bookings' },
			{ typeVersion: 4.2 },
		);
		expect(items[0]?.json).toHaveProperty('attributes.number');
		expect(swapped[0]?.json).toHaveProperty('attributes.number');
	});

	test.each([
		['simplified', expect.objectContaining({ number: 'B-1' })],
		['raw', expect.objectContaining({ attributes: expect.objectContaining({ number: 'B-1' }) })],
		['selectedFields', { number: 'B-1', 'customer.id': expect.any(String) }],
	])('for a model: %s', async (output, expected) => {
		const parameters = { ...get(), output, outputFields: 'number, customer.id, no_such_field' };
		const { items } = await world().anny(parameters, { asTool: true });
		expect(jsonOf(items)).toEqual([expected]);
	});
});

describe('A document', () => {
	const download = () => ({
		resource: 'invoice',
		operation: 'download',
		invoiceId: picked(operations.ids.invoiceId),
	});

	test.each([
		['pdf', 'application/pdf', /^I-\d+\.pdf$/],
		['xml', 'application/xml', /^I-\d+\.xml$/],
	])(
		'of the kind %s is a file with a good name, fetched without the credential',
		async (document, mimeType, name) => {
			const { items } = await world().anny({ ...download(), document });
			expect(items[0]?.binary?.data).toMatchObject({
				mimeType,
				fileName: expect.stringMatching(name),
			});
			expect((await world().sandbox.counters()).anny.downloadsWithAuthorization).toBe(0);
			const requests = await annyRequests();
			expect(requests.at(-1)?.headers).not.toHaveProperty('authorization');
		},
	);

	test('that does not exist is an error in words', async () => {
		const { error } = await world().anny({ ...download(), document: 'quote' });
		expect(error?.message).toBe('anny has no such document for this record');
	});

	test('whose address is refused shows neither the address nor its token', async () => {
		const { sandbox } = world();
		await sandbox.faults([{ service: 'anny', path: '/files', fault: 'status', code: 403 }]);
		const { error, run } = await world().anny(download());
		expect(error?.message).toMatch(
			/^127\.0\.0\.1:\d+ responded with status 403 instead of the document$/,
		);
		expect(JSON.stringify([error, run])).not.toContain('access_token');
	});
});

describe('A list of the editor', () => {
	const methods = listSearchOnDemand(async () => await Promise.resolve(annyProfile), annyPickers);

	/** What n8n gives a list method, with a request function of our own. */
	const editor = (parameters: Record<string, unknown> = {}): ILoadOptionsFunctions => {
		const node = { name: 'anny', type: 'annyHttpRequest', typeVersion: 1 } as INode;
		const data = world().credentials.annyTokenApi;
		return {
			getNode: () => node,
			getNodeParameter: (name: string) => parameters[name] ?? null,
			getCredentials: () => Promise.resolve(data),
			helpers: {
				httpRequestWithAuthentication: async (
					_type: string,
					options: { url: string; qs: object },
				) => {
					const url = new URL(options.url);
					for (const [name, value] of Object.entries(options.qs)) {
						url.searchParams.set(name, String(value));
					}
					const { accessToken } = data as { accessToken: string };
					const response = await fetch(url, {
						headers: { authorization: `Bearer ${accessToken}` },
					});
					const { status: statusCode, statusText: statusMessage, body } = response;
					const headers: Record<string, string> = {};
					response.headers.forEach((value, name) => {
						headers[name] = value;
					});
					return {
						statusCode,
						statusMessage,
						headers,
						body: Readable.fromWeb(body as never),
					};
				},
			},
		} as unknown as ILoadOptionsFunctions;
	};
	const search = async (
		name: string,
		filter?: string,
		token?: string,
	): Promise<INodeListSearchResult> => {
		const method = methods[name];
		if (!method) throw new Error(`There is no ${name}`);
		return await method.call(editor(), filter, token);
	};

	test.each(Object.keys(annyPickers))(
		'%s gives names that a person recognises, and IDs',
		async (name) => {
			const { results } = await search(name);
			expect(results.length).toBeGreaterThan(0);
			for (const { name: label, value } of results) {
				expect(value).not.toBe('');
				expect(label).not.toBe(value);
				expect(label).not.toMatch(/undefined|null|\[object/);
			}
		},
	);

	test('goes on with the next page, and ends with the last one', async () => {
		const seen = new Set<unknown>();
		let token: string | undefined;
		let pages = 0;
		do {
			const page = await search('searchBookings', '', token);
			for (const { value } of page.results) seen.add(value);
			token = page.paginationToken;
			pages++;
		} while (token !== undefined);
		const { bookings } = (await world().sandbox.settings()).data;
		expect(seen.size).toBe(bookings);
		expect(pages).toBe(Math.ceil(bookings / 50));
	});

	test('is searched by the service', async () => {
		const { results } = await search('searchBookings', 'B-17');
		expect(results.map(({ name }) => name)).toEqual([expect.stringMatching(/^B-17 · /)]);
	});

	test('names what could not be loaded, and what to do instead', async () => {
		await world().sandbox.faults([{ service: 'anny', path: '/api', fault: 'status', code: 403 }]);
		await expect(search('searchCustomers')).rejects.toMatchObject({
			message: 'The customers could not be loaded',
			description: expect.stringContaining('choose "By ID"'),
		});
	});
});
