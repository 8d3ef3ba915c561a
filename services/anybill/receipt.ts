import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../http/errors/errors';
import {
	CENT,
	FINEST,
	formatAmount,
	isDecimal,
	multiply,
	parseAmount,
	toNumber,
	withoutTax,
	type Amount,
} from './decimal';

/** A line as a shop knows it: all else follows from it. */
export interface ReceiptLine {
	text: string;
	/** Units sold; more than zero, e.g. 0.35 kilograms. */
	quantity: number | string;
	/** Price of one unit with VAT; negative for a discount. */
	pricePerUnit: number | string;
	/** VAT in percent, e.g. 19. */
	vatPercentage: number | string;
	/** Article number. */
	number?: string | undefined;
}

/** The part of a bill that is computed: https://developers.anybill.de, `bill.data`. */
export interface ReceiptData extends IDataObject {
	currency: string;
	fullAmountInclVat: number;
	positionCount: number;
	lines: IDataObject[];
	vatAmounts: IDataObject[];
	paymentTypes: IDataObject[];
}

interface VatGroup {
	percentage: Amount;
	inclVat: Amount;
}

/**
 * Computes totals and VAT of a receipt, in exact decimal arithmetic. A line is rounded to cents, the
 * total is the sum of the lines, and the VAT of each percentage is taken from the sum of its lines.
 *
 * @param expectedTotal what the shop says that the receipt is over
 * @throws {InputError} for amounts that are none, or that do not add up to the expected total
 */
export function computeReceipt(
	lines: readonly ReceiptLine[],
	{ currency, paymentType }: { currency: string; paymentType: string },
	expectedTotal?: number | string,
): ReceiptData {
	if (lines.length === 0)
		throw new InputError('"Lines" is empty', 'A receipt has at least one line.');
	const groups = new Map<string, VatGroup>();
	let total = 0n;
	const positions = lines.map((line, index) => {
		const where = `Line ${index + 1}`;
		const quantity = readAmount(line.quantity, `${where}: Quantity`);
		if (quantity <= 0n) {
			throw new InputError(
				`"${where}: Quantity" must be more than 0`,
				'For a discount or return, make the price negative.',
			);
		}
		const pricePerUnit = readAmount(line.pricePerUnit, `${where}: Price per Unit`);
		const percentage = readPercentage(line.vatPercentage, `${where}: VAT (%)`);
		const inclVat = multiply(quantity, pricePerUnit, CENT);
		total += inclVat;
		const key = formatAmount(percentage);
		const group = groups.get(key) ?? { percentage, inclVat: 0n };
		groups.set(key, { percentage, inclVat: group.inclVat + inclVat });
		return {
			text: line.text,
			fullAmountInclVat: toNumber(inclVat),
			item: {
				...(line.number !== undefined && line.number !== '' && { number: line.number }),
				quantity: toNumber(quantity),
				pricePerUnit: toNumber(pricePerUnit),
			},
			// Five decimals are allowed in a line: in cents, the parts would not add up to the whole.
			vatAmounts: [vatAmount(percentage, inclVat, FINEST)],
			extension: { type: 'default', sequenceNumber: index },
		};
	});
	if (expectedTotal !== undefined) assertTotal(total, expectedTotal);
	const fullAmountInclVat = toNumber(total);
	return {
		currency,
		fullAmountInclVat,
		positionCount: positions.length,
		lines: positions,
		vatAmounts: [...groups.values()].map(({ percentage, inclVat }) =>
			vatAmount(percentage, inclVat, CENT),
		),
		paymentTypes: [
			{ name: paymentType, amount: fullAmountInclVat, extension: { type: paymentType } },
		],
	};
}

/** @param step what its parts are multiples of */
function vatAmount(percentage: Amount, inclVat: Amount, step: Amount) {
	const exclVat = withoutTax(inclVat, percentage, step);
	return {
		percentage: toNumber(percentage),
		inclVat: toNumber(inclVat),
		exclVat: toNumber(exclVat),
		vat: toNumber(inclVat - exclVat),
	};
}

function assertTotal(total: Amount, expectedTotal: number | string): void {
	const expected = readAmount(expectedTotal, 'Expected Total');
	if (expected === total) return;
	throw new InputError(
		`The lines add up to ${formatAmount(total)}, but "Expected Total" is ${formatAmount(expected)}`,
		'Check that all lines are there, with prices that include VAT; shipping and discounts are lines, too.',
	);
}

/** @throws {InputError} that names the field */
export function readAmount(value: unknown, label: string): Amount {
	const amount = parseAmount(value);
	if (amount !== undefined) return amount;
	if (isDecimal(value)) {
		throw new InputError(
			`"${label}" has more than five decimals`,
			'Numbers that were computed often do. Round it in the expression: {{ $json.price.round(2) }}.',
		);
	}
	throw new InputError(
		`"${label}" is not an amount`,
		'Enter a number with at most five decimals, e.g. 12.90.',
	);
}

const [ONE, HUNDRED] = [100n * CENT, 10_000n * CENT];

/**
 * No rate of VAT lies between 0 and 1 %, but 19 % is 0.19 in many a shop.
 *
 * @throws {InputError} that names the field
 */
export function readPercentage(value: unknown, label: string): Amount {
	const percentage = readAmount(value, label);
	if (percentage > 0n && percentage < ONE) {
		throw new InputError(
			`"${label}" must be in percent, but it is ${formatAmount(percentage)}`,
			'Enter 19 for 19 %. Where the input has 0.19, multiply it by 100, and round: {{ ($json.vat * 100).round(2) }}.',
		);
	}
	if (percentage >= 0n && percentage <= HUNDRED) return percentage;
	throw new InputError(`"${label}" must be between 0 and 100`);
}
