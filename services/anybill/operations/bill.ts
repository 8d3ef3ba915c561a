import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../../http/errors/errors';
import { getOwn, textOf } from '../../../http/json';
import {
	inBody,
	inPath,
	type Choice,
	type Field,
	type FieldValues,
	type Operation,
	type RequestParts,
} from '../../../http/operation';
import { withFurtherFields } from '../../../http/request/further-fields';
import { computeReceipt, type ReceiptLine } from '../receipt';
import { assertReceiptAddsUp } from '../receipt-check';
import { SOURCES, storeField, VENDOR } from './common';

/** A valid sample receipt: `isExample` marks it as one (https://developers.anybill.de). */
export const SAMPLE_BILL = {
	head: { id: 'sample-1', number: '2026-0001', date: '2026-01-31T09:00:00+01:00' },
	data: {
		currency: 'EUR',
		fullAmountInclVat: 11.9,
		positionCount: 1,
		lines: [
			{
				text: 'Meeting room, 1 hour',
				fullAmountInclVat: 11.9,
				item: { number: 'ROOM-1', quantity: 1, pricePerUnit: 11.9 },
				vatAmounts: [{ percentage: 19, inclVat: 11.9, exclVat: 10, vat: 1.9 }],
				extension: { type: 'default', sequenceNumber: 0 },
			},
		],
		vatAmounts: [{ percentage: 19, inclVat: 11.9, exclVat: 10, vat: 1.9 }],
		paymentTypes: [{ name: 'Cash', amount: 11.9, extension: { type: 'Cash' } }],
	},
	misc: { extension: { isExample: true } },
};

/** How the lines of a bill are given. */
const BILL_SOURCES: Choice[] = [
	{
		name: 'From Input List',
		value: 'list',
		description:
			'A list in the input item holds the lines, e.g. of a webshop order; totals and VAT are computed',
	},
	{
		name: 'From Lines',
		value: 'lines',
		description: 'Enter the lines below; totals and VAT are computed',
	},
	{
		name: 'Using JSON',
		value: 'json',
		description: "The bill as anybill's documentation describes it",
	},
];

const FROM_JSON = { specifyBill: ['json'] };
const FROM_LINES = { specifyBill: ['lines'] };
const FROM_LIST = { specifyBill: ['list'] };
const COMPUTED = { specifyBill: ['lines', 'list'] };

function nameOfField(name: string, label: string, column: string, what: string): Field {
	return {
		name,
		label,
		type: 'text',
		default: column,
		example: column,
		description: `Name of the field of each line with ${what}; a dot goes deeper`,
		showWhen: FROM_LIST,
	};
}

const lineFields: Field[] = [
	{
		name: 'text',
		label: 'Text',
		type: 'text',
		example: 'Meeting room, 1 hour',
		description: 'What was sold',
	},
	{
		name: 'quantity',
		label: 'Quantity',
		type: 'number',
		default: 1,
		min: 0,
		moreThanMin: true,
		decimals: 5,
		description: 'How many units were sold',
	},
	{
		name: 'pricePerUnit',
		label: 'Price per Unit',
		type: 'number',
		default: 0,
		decimals: 5,
		description: 'Price of one unit, with VAT; negative for a discount',
	},
	{
		name: 'vatPercentage',
		label: 'VAT (%)',
		type: 'number',
		default: 19,
		min: 0,
		max: 100,
		decimals: 2,
		description: 'VAT of the line in percent; the price includes it',
	},
	{
		name: 'number',
		label: 'Article Number',
		type: 'text',
		optional: true,
		example: 'ROOM-1',
		description: 'Your number of the article',
	},
];

const createFields: Field[] = [
	storeField({ description: 'The store that the receipt is from' }),
	{
		name: 'specifyBill',
		label: 'Specify Bill',
		type: 'choice',
		choices: BILL_SOURCES,
		default: 'json',
		description: 'Where the content of the receipt comes from',
	},
	{
		name: 'billJson',
		label: 'Bill (JSON)',
		type: 'json',
		schema: 'object',
		default: JSON.stringify(SAMPLE_BILL, null, 2),
		description:
			'The bill: head, data with lines and VAT amounts, misc. As it stands here it is a valid sample receipt: "isExample" marks it as one.',
		showWhen: FROM_JSON,
	},
	{
		name: 'receiptNumber',
		label: 'Receipt Number',
		type: 'text',
		example: '2026-0042',
		description: 'Number printed on the receipt, which is also its ID in your system',
		showWhen: COMPUTED,
	},
	{
		name: 'receiptDate',
		label: 'Date',
		type: 'dateTime',
		default: '={{ $now.toISO() }}',
		description: 'When the sale was made, with its UTC offset, e.g. 2026-01-31T09:00:00+01:00',
		showWhen: COMPUTED,
	},
	{
		name: 'lines',
		label: 'Lines',
		type: 'rows',
		item: 'Line',
		fields: lineFields,
		description: 'What was sold, one row a line',
		showWhen: FROM_LINES,
	},
	{
		name: 'lineList',
		label: 'Lines',
		type: 'json',
		schema: 'array',
		example: '{{ $json.line_items }}',
		description:
			'A list with one object for each line: an expression such as {{ $json.line_items }}. For one line an input item, use {{ $input.all().map((item) => item.json) }} and set the node to execute once.',
		showWhen: FROM_LIST,
	},
	nameOfField('textField', 'Text Field', 'name', 'the text'),
	nameOfField('quantityField', 'Quantity Field', 'quantity', 'the number of units'),
	nameOfField('priceField', 'Price Field', 'price', 'the price of one unit, with VAT'),
	nameOfField('vatField', 'VAT Field', 'vat', 'the VAT in percent'),
	{
		name: 'expectedTotal',
		label: 'Expected Total',
		type: 'text',
		isSafeguard: true,
		optional: true,
		example: '39.80',
		description: 'What the order is over. If the lines do not add up to it, nothing is sent.',
		showWhen: COMPUTED,
	},
	{
		name: 'isExample',
		label: 'Sample Receipt',
		type: 'flag',
		default: false,
		optional: true,
		description: 'Whether to mark the receipt as a sample, for tests',
		showWhen: COMPUTED,
	},
	{
		name: 'currency',
		label: 'Currency',
		type: 'text',
		group: 'additionalFields',
		default: 'EUR',
		example: 'EUR',
		description: 'ISO 4217 code of the currency. EUR unless given.',
		pattern: { regex: /^[A-Z]{3}$/, words: 'three capital letters, e.g. EUR' },
		showWhen: COMPUTED,
	},
	{
		name: 'paymentType',
		label: 'Payment Type',
		type: 'text',
		group: 'additionalFields',
		default: 'Cash',
		example: 'Card',
		description: 'How the customer paid. Cash unless given.',
		showWhen: COMPUTED,
	},
	{
		name: 'cashRegister',
		label: 'Cash Register',
		type: 'json',
		schema: 'object',
		group: 'additionalFields',
		example: '{ "serialNumber": "4711" }',
		description: "The cash register, as anybill's documentation describes it",
		showWhen: COMPUTED,
	},
	{
		name: 'otherFields',
		label: 'Other Fields',
		type: 'json',
		schema: 'object',
		group: 'additionalFields',
		example: '{ "name": "value" }',
		description:
			"Further fields beside the bill, or within it, as anybill's documentation describes them",
	},
];

/** The body of a bill: as it is given, or computed from its lines. */
function composeBill({ otherFields = {}, ...values }: FieldValues): RequestParts {
	const { storeId, specifyBill, billJson } = values;
	const bill = specifyBill === 'json' ? billJson : computeBill(values);
	const own = { storeId, bill } as IDataObject;
	const body = withFurtherFields(own, otherFields as IDataObject, 'Other Fields');
	assertReceiptAddsUp(body.bill);
	return { body };
}

function computeBill(values: FieldValues): IDataObject {
	const { receiptNumber, receiptDate, currency = 'EUR', paymentType = 'Cash' } = values;
	const lines =
		values.specifyBill === 'list' ? linesOfList(values) : (values.lines as ReceiptLine[]);
	return {
		...(values.cashRegister !== undefined && { cashRegister: values.cashRegister as IDataObject }),
		head: { id: receiptNumber, number: receiptNumber, date: receiptDate },
		data: computeReceipt(
			lines,
			{ currency: String(currency), paymentType: String(paymentType) },
			values.expectedTotal as string | undefined,
		),
		misc: { extension: { isExample: values.isExample === true } },
	} as IDataObject;
}

/** The lines in a list of the input item, whose fields have names of their own. */
function linesOfList(values: FieldValues): ReceiptLine[] {
	const { lineList, textField, quantityField, priceField, vatField } = values;
	return (lineList as unknown[]).map((line, index) => {
		const cell = (name: unknown) => cellOf(line, String(name), index);
		return {
			text: String(cell(textField)),
			quantity: cell(quantityField),
			pricePerUnit: cell(priceField),
			vatPercentage: cell(vatField),
		};
	});
}

/** @throws {InputError} where the line does not have the field, or has something else there */
function cellOf(line: unknown, name: string, index: number): string | number {
	let value = line;
	for (const key of name.split('.')) {
		value = typeof value === 'object' && value !== null ? getOwn(value, key) : undefined;
	}
	if (typeof value === 'string' && value.trim() !== '') return value;
	if (typeof value === 'number' && Number.isFinite(value)) return value;
	if (value === undefined || value === null || typeof value === 'string') {
		throw new InputError(
			`Line ${index + 1} has no field "${name}"`,
			'Check the names of the fields, and that every line has a value there.',
		);
	}
	throw new InputError(
		`In line ${index + 1}, "${name}" must be text or a number, but it is ${wordFor(value)}`,
		'Name a field with one value; a dot goes deeper, e.g. "name.de".',
	);
}

function wordFor(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : textOf(value);
}

export const billOperations: Operation[] = [
	{
		resource: 'bill',
		operation: 'create',
		name: 'Create',
		action: 'Create a bill',
		description:
			'Create a digital receipt. It is sent once: a receipt that may have arrived is never sent again.',
		method: 'POST',
		path: `${VENDOR}/bill`,
		source: SOURCES.vendor,
		fields: createFields,
		compose: composeBill,
	},
	{
		resource: 'bill',
		operation: 'createUrl',
		name: 'Create URL',
		action: 'Create the URL of a bill',
		description: 'Create the address of a receipt before the receipt itself, e.g. for a QR code',
		method: 'GET',
		path: `${VENDOR}/bill/url`,
		source: SOURCES.vendor,
		sideEffect: true,
		fields: [
			storeField({ description: 'The store that the receipt will be from', to: inBody('storeId') }),
		],
	},
	{
		resource: 'bill',
		operation: 'cancel',
		name: 'Cancel',
		action: 'Cancel a bill',
		description: 'Cancel a receipt for good',
		method: 'DELETE',
		path: `${VENDOR}/bill/{billId}`,
		source: SOURCES.vendor,
		output: { kind: 'deleted' },
		fields: [
			{
				name: 'billId',
				label: 'Bill',
				type: 'id',
				record: 'bill',
				description: 'The receipt to cancel, by the ID that "Create URL" returned',
				to: inPath,
			},
		],
	},
];
