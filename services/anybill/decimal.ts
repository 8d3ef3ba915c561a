/**
 * Exact decimal arithmetic for amounts of money: a whole number of the smallest unit, 0.00001. In
 * floating point, 0.1 + 0.2 is not 0.3, and the totals of a receipt would not add up.
 */
export type Amount = bigint;

/** Decimals of anybill's finest amounts. */
const SCALE = 5;
const UNITS = 10n ** BigInt(SCALE);

/**
 * Reads a decimal number with at most five decimals.
 *
 * @param value a number, or text such as `12.90`
 * @returns undefined for anything else: more decimals would have to be rounded, which is not ours to do
 */
export function parseAmount(value: unknown): Amount | undefined {
	if (typeof value !== 'number' && typeof value !== 'string') return undefined;
	const match = /^([+-]?)(\d{1,15})(?:\.(\d{1,30}))?(?:e([+-]?\d{1,2}))?$/i.exec(
		String(value).trim(),
	);
	if (!match) return undefined;
	const [, sign, whole = '', fraction = '', exponent = '0'] = match;
	const shift = SCALE - fraction.length + Number(exponent);
	const digits = BigInt(whole + fraction);
	const factor = 10n ** BigInt(Math.abs(shift));
	if (shift < 0 && digits % factor !== 0n) return undefined;
	const units = shift < 0 ? digits / factor : digits * factor;
	return sign === '-' ? -units : units;
}

/** The number that JSON carries; its shortest decimal form is the amount. */
export function toNumber(amount: Amount): number {
	return Number(formatAmount(amount));
}

/** e.g. `12.9`, `-0.05`: no more decimals than it takes. */
export function formatAmount(amount: Amount): string {
	const digits = String(absolute(amount)).padStart(SCALE + 1, '0');
	const fraction = digits.slice(-SCALE).replace(/0+$/, '');
	const sign = amount < 0n ? '-' : '';
	return `${sign}${digits.slice(0, -SCALE)}${fraction && `.${fraction}`}`;
}

/** Rounds to cents, half away from zero, as on receipts. */
export function roundToCents(amount: Amount): Amount {
	const cent = UNITS / 100n;
	return divideRounded(amount, cent) * cent;
}

/** The product, exact before it is rounded to the smallest unit. */
export function multiply(one: Amount, other: Amount): Amount {
	return divideRounded(one * other, UNITS);
}

/**
 * The part of an amount before tax.
 *
 * @param inclusive with the tax
 * @param percentage e.g. 19
 */
export function withoutTax(inclusive: Amount, percentage: Amount): Amount {
	const hundred = 100n * UNITS;
	return divideRounded(inclusive * hundred, hundred + percentage);
}

export function absolute(amount: Amount): Amount {
	return amount < 0n ? -amount : amount;
}

/** Integer division, half away from zero. @param divisor more than zero */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
	const half = divisor / 2n;
	return dividend < 0n ? -((-dividend + half) / divisor) : (dividend + half) / divisor;
}
