import Big from 'big.js';
import fc from 'fast-check';
import { computeReceipt, type ReceiptLine } from '../../../../services/anybill/receipt.ts';
import { assertReceiptAddsUp } from '../../../../services/anybill/receipt-check.ts';

const settings = { currency: 'EUR', paymentType: 'Cash' };
const line = (extra: Partial<ReceiptLine> = {}): ReceiptLine => ({
	text: 'Coffee',
	quantity: 1,
	pricePerUnit: 1,
	vatPercentage: 19,
	...extra,
});

test('totals and VAT of a receipt are computed, once for each percentage', () => {
	const receipt = computeReceipt(
		[
			line({ quantity: 2, pricePerUnit: '15.00', vatPercentage: 19 }),
			line({ quantity: '0.35', pricePerUnit: 2.99, vatPercentage: 7 }),
			line({ quantity: 1, pricePerUnit: 0.1, vatPercentage: 19 }),
			line({ quantity: 1, pricePerUnit: -5, vatPercentage: 19 }),
		],
		settings,
	);
	expect(receipt).toMatchObject({
		currency: 'EUR',
		fullAmountInclVat: 26.15,
		positionCount: 4,
		vatAmounts: [
			{ percentage: 19, inclVat: 25.1, exclVat: 21.09, vat: 4.01 },
			{ percentage: 7, inclVat: 1.05, exclVat: 0.98, vat: 0.07 },
		],
		paymentTypes: [{ name: 'Cash', amount: 26.15 }],
	});
});

/** A decimal number with as many decimals as there may be. */
const decimal = (min: number, max: number, decimals: number) =>
	fc.integer({ min, max }).map((digits) => new Big(`${digits}e-${decimals}`).toFixed());
const lines = fc.array(
	fc.record({
		text: fc.constant('x'),
		quantity: fc.oneof(decimal(1, 100_000, 3), decimal(1, 1_000_000, 5)),
		pricePerUnit: fc.oneof(decimal(-100_000, 10_000_000, 2), decimal(-1_000_000, 1_000_000, 5)),
		vatPercentage: fc.oneof(fc.constantFrom('0', '7', '19', '8.1', '2.6'), decimal(100, 10_000, 2)),
	}),
	{ minLength: 1, maxLength: 30 },
);

test.each([
	['0.361', '1.759', 0.63],
	[1.755, 1.849, 3.24],
	['0.361', '-1.759', -0.63],
	[1, '0.005', 0.01],
	[1, '-0.005', -0.01],
])('%p units at %p each are rounded once, to %p', (quantity, pricePerUnit, total) => {
	const receipt = computeReceipt([line({ quantity, pricePerUnit })], settings, total);
	expect(receipt.fullAmountInclVat).toBe(total);
});

test('the VAT of a percentage is rounded once', () => {
	// 7.14 without 8.1 % is 6.604995.
	const lines = [line({ pricePerUnit: '7.14', vatPercentage: '8.1' })];
	const { vatAmounts } = computeReceipt(lines, settings);
	expect(vatAmounts).toEqual([{ percentage: 8.1, inclVat: 7.14, exclVat: 6.6, vat: 0.54 }]);
});

test('every receipt adds up, by the figures of an independent library', () => {
	fc.assert(
		fc.property(lines, (given) => {
			const receipt = computeReceipt(given, settings);
			const totals = given.map(({ quantity, pricePerUnit }) =>
				new Big(quantity).times(pricePerUnit).round(2, Big.roundHalfUp),
			);
			const total = totals.reduce((sum, one) => sum.plus(one), new Big(0));
			expect(receipt.fullAmountInclVat).toBe(total.toNumber());

			const percentages = receipt.vatAmounts.map(({ percentage }) => percentage);
			expect(new Set(percentages).size).toBe(percentages.length);
			for (const amount of receipt.vatAmounts) {
				const { percentage, inclVat, exclVat, vat } = amount as Record<string, number>;
				const own = given.flatMap(({ vatPercentage }, index) =>
					Number(vatPercentage) === percentage ? [totals[index] ?? new Big(0)] : [],
				);
				const sum = own.reduce((left, right) => left.plus(right), new Big(0));
				expect(inclVat).toBe(sum.toNumber());
				Big.DP = 30;
				const net = sum.times(100).div(new Big(100).plus(percentage ?? 0));
				expect(exclVat).toBe(net.round(2, Big.roundHalfUp).toNumber());
				expect(new Big(exclVat ?? 0).plus(vat ?? 0).toNumber()).toBe(inclVat);
			}
			const all = receipt.vatAmounts.reduce(
				(sum, { inclVat }) => sum.plus(inclVat as number),
				new Big(0),
			);
			expect(all.toNumber()).toBe(receipt.fullAmountInclVat);
			assertReceiptAddsUp({ data: receipt });
		}),
	);
});

test.each([
	[{ quantity: 0 }, '"Line 1: Quantity" must be more than 0'],
	[{ quantity: -1 }, '"Line 1: Quantity" must be more than 0'],
	[{ pricePerUnit: 'free' }, '"Line 1: Price per Unit" is not an amount'],
	[{ pricePerUnit: '1.234567' }, '"Line 1: Price per Unit" has more than five decimals'],
	[{ pricePerUnit: 0.1 + 0.2 }, '"Line 1: Price per Unit" has more than five decimals'],
	[{ pricePerUnit: NaN }, '"Line 1: Price per Unit" is not an amount'],
	[{ vatPercentage: 0.19 }, '"Line 1: VAT (%)" must be in percent, but it is 0.19'],
	[{ vatPercentage: '0.99999' }, '"Line 1: VAT (%)" must be in percent, but it is 0.99999'],
	[{ vatPercentage: 101 }, '"Line 1: VAT (%)" must be between 0 and 100'],
	[{ vatPercentage: -7 }, '"Line 1: VAT (%)" must be between 0 and 100'],
])('a line with %p is refused', (extra, message) => {
	expect(() => computeReceipt([line(extra)], settings)).toThrow(message);
});

test('lines that do not add up to the expected total are refused, with both figures', () => {
	expect(() => computeReceipt([line(), line()], settings, '2.10')).toThrow(
		'The lines add up to 2, but "Expected Total" is 2.1',
	);
	expect(computeReceipt([line(), line()], settings, '2.00').fullAmountInclVat).toBe(2);
});
