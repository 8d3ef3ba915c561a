import type { IDataObject } from 'n8n-workflow';
import { InputError } from '../../http/errors/errors';
import { isObject } from '../../http/json';
import {
	absolute,
	CENT,
	FINEST,
	formatAmount,
	multiply,
	roundToCents,
	withoutTax,
	type Amount,
} from './decimal';
import { readAmount, readPercentage } from './receipt';

/**
 * Checks that a bill is one, and that its amounts add up, as far as it has them: quantity and price to
 * the line, the lines to the total, each VAT amount in itself, all of them to the total. Where there are
 * discounts, the lines may say more than the total. What else may be missing, only anybill knows.
 *
 * @throws {InputError}
 * @see https://developers.anybill.de, and its SDK's reference, where the total is the one amount of
 * `data` that cannot be left out, and "PricePerUnit * Quantity = SUM(VatAmounts[*].InclVat)"
 */
export function assertReceiptAddsUp(bill: unknown): void {
	const data = objectAt(bill, 'data');
	if (data?.fullAmountInclVat === undefined || data.fullAmountInclVat === null) {
		throw new InputError(
			data ? 'The bill has no "data.fullAmountInclVat"' : 'The bill has no "data"',
			'Enter the bill itself, without the store: an object with head, data and misc, such as the sample receipt.',
		);
	}
	const total = readAmount(data.fullAmountInclVat, 'data.fullAmountInclVat');
	if (total % CENT !== 0n) {
		throw new InputError(
			'"data.fullAmountInclVat" has more than two decimals',
			'The total of a receipt is in whole cents. Round it.',
		);
	}
	const lines = listAt(data, 'lines', 'data');
	const vatAmounts = listAt(data, 'vatAmounts', 'data');
	const count = optionalAmount(data.positionCount, 'data.positionCount');
	if (lines && count !== undefined && count !== readAmount(lines.length, 'lines')) {
		throw doesNotAddUp(
			`"positionCount" is ${formatAmount(count)}, but there are ${lines.length} lines`,
		);
	}
	lines?.forEach((line, index) => {
		assertLine(line, `lines[${index}]`, hasDiscounts(data));
	});
	vatAmounts?.forEach((vat) => {
		assertVat(vat, 'data', lines?.length ?? 1);
	});
	assertUnique(vatAmounts ?? []);
	if (!hasDiscounts(data)) assertSum(lines, 'fullAmountInclVat', { name: 'lines', total });
	assertSum(vatAmounts, 'inclVat', { name: 'VAT amounts', total });
	// How payments relate to the total is not documented.
	listAt(data, 'paymentTypes', 'data');
}

/** Discounts of the whole bill, or of a line. */
function hasDiscounts(owner: IDataObject): boolean {
	const discounts = objectAt(owner, 'extension')?.discounts;
	return Array.isArray(discounts) && discounts.length > 0;
}

/** A price per unit may have been rounded to cents, and so may each part of a line. */
function assertLine(line: IDataObject, where: string, isBillDiscounted: boolean): void {
	const vatAmounts = listAt(line, 'vatAmounts', where) ?? [];
	for (const vat of vatAmounts) assertVat(vat, where, 1);
	const amount = optionalAmount(line.fullAmountInclVat, `${where}.fullAmountInclVat`);
	if (amount === undefined || isBillDiscounted || hasDiscounts(line)) return;

	const isComplete = vatAmounts.every(({ inclVat }) => (inclVat ?? undefined) !== undefined);
	const sum = sumOf(vatAmounts, 'inclVat', `${where}.vatAmounts`);
	const parts = BigInt(vatAmounts.length);
	if (parts > 0n && isComplete && absolute(sum - amount) > parts * CENT) {
		throw doesNotAddUp(
			`The VAT amounts of ${where} add up to ${formatAmount(sum)}, but the line is over ${formatAmount(amount)}`,
		);
	}
	const item = objectAt(line, 'item');
	const quantity = optionalAmount(item?.quantity, `${where}.item.quantity`);
	const pricePerUnit = optionalAmount(item?.pricePerUnit, `${where}.item.pricePerUnit`);
	if (quantity === undefined || pricePerUnit === undefined) return;
	const product = multiply(quantity, pricePerUnit, FINEST);
	const tolerance = CENT + multiply(absolute(quantity), CENT / 2n, FINEST);
	if (absolute(product - amount) > tolerance) {
		throw doesNotAddUp(
			`In ${where}, ${formatAmount(quantity)} units at ${formatAmount(pricePerUnit)} are ${formatAmount(product)}, but the line is over ${formatAmount(amount)}`,
		);
	}
}

/** The sum of a list may have five decimals where the total has two. */
function assertSum(
	rows: IDataObject[] | undefined,
	field: string,
	{ name, total }: { name: string; total: Amount },
): void {
	if (!rows || rows.length === 0) return;
	const sum = sumOf(rows, field, name);
	if (roundToCents(sum) === total) return;
	throw doesNotAddUp(
		`The ${name} add up to ${formatAmount(sum)}, but "fullAmountInclVat" is ${formatAmount(total)}`,
	);
}

/**
 * @param lines how many lines the amount is the sum of: each may have been rounded by itself
 */
function assertVat(amount: IDataObject, where: string, lines: number): void {
	const inclVat = optionalAmount(amount.inclVat, `${where}: inclVat`);
	const exclVat = optionalAmount(amount.exclVat, `${where}: exclVat`);
	const vat = optionalAmount(amount.vat, `${where}: vat`);
	const { percentage: given } = amount;
	const percentage =
		given === undefined || given === null
			? undefined
			: readPercentage(given, `${where}: percentage`);
	if (inclVat === undefined || exclVat === undefined || vat === undefined) return;
	if (exclVat + vat !== inclVat) {
		throw doesNotAddUp(
			`In "vatAmounts" of ${where}, ${formatAmount(exclVat)} and ${formatAmount(vat)} VAT are not ${formatAmount(inclVat)}`,
		);
	}
	if (percentage === undefined) return;
	const tolerance = CENT * BigInt(lines);
	if (absolute(withoutTax(inclVat, percentage, FINEST) - exclVat) > tolerance) {
		throw doesNotAddUp(
			`In "vatAmounts" of ${where}, ${formatAmount(vat)} is not the VAT of ${formatAmount(percentage)} % in ${formatAmount(inclVat)}`,
		);
	}
}

function assertUnique(vatAmounts: IDataObject[]): void {
	const percentages = vatAmounts.map(({ percentage }) =>
		optionalAmount(percentage, 'vatAmounts: percentage'),
	);
	if (new Set(percentages).size === percentages.length) return;
	throw doesNotAddUp('"vatAmounts" has a percentage more than once');
}

function sumOf(rows: IDataObject[], name: string, where: string): Amount {
	return rows.reduce(
		(sum, row, index) => sum + (optionalAmount(row[name], `${where}[${index}].${name}`) ?? 0n),
		0n,
	);
}

function optionalAmount(value: unknown, label: string): Amount | undefined {
	return value === undefined || value === null ? undefined : readAmount(value, label);
}

function doesNotAddUp(message: string): InputError {
	return new InputError(
		message,
		'Correct the amounts, or let them be computed: "Specify Bill" has the choice "From Lines".',
	);
}

function objectAt(value: unknown, name: string): IDataObject | undefined {
	const inner = isObject(value) ? value[name] : undefined;
	return isObject(inner) ? (inner as IDataObject) : undefined;
}

/** @throws {InputError} for anything but a list of objects */
function listAt(owner: IDataObject, name: string, where: string): IDataObject[] | undefined {
	const list = owner[name];
	if (list === undefined || list === null) return undefined;
	if (Array.isArray(list) && list.every(isObject)) return list as IDataObject[];
	throw new InputError(
		`"${where}.${name}" must be a list of objects`,
		'Write it as [{ … }, { … }], also where there is only one.',
	);
}
