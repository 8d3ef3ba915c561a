/**
 * Exact decimal arithmetic for amounts of money: a whole number of the smallest unit, 0.00001. In
 * floating point, 0.1 + 0.2 is not 0.3, and the totals of a receipt would not add up.
 */
export type Amount = bigint;

/** Decimals of anybill's finest amounts. */
const SCALE = 5;
const UNITS = 10n ** BigInt(SCALE);

/** What results are rounded to: whole cents, or the finest amount there is. */
export const CENT: Amount = UNITS / 100n;
export const FINEST: Amount = 1n;

const DECIMAL = /^([+-]?)(\d{1,15})(?:\.(\d{1,30}))?(?:e([+-]?\d{1,2}))?$/i;

/**
 * Reads a decimal number with at most five decimals.
 *
 * @param value a number, or text such as `12.90`
 * @returns undefined for anything else: more decimals would have to be rounded, which is not ours to do
 */
export function parseAmount(value: unknown): Amount | undefined {
	const match = matchDecimal(value);
	if (!match) return undefined;
	const [, sign, whole = '', fraction = '', exponent = '0'] = match;
	const shift = SCALE - fraction.length + Number(exponent);
	const digits = BigInt(whole + fraction);
	const factor = 10n ** BigInt(Math.abs(shift));
	if (shift < 0 && digits % factor !== 0n) return undefined;
	const units = shift < 0 ? digits / factor : digits * factor;
	return sign === '-' ? -units : units;
}

/** Whether it is a decimal number, however many decimals it has. */
export function isDecimal(value: unknown): boolean {
	return matchDecimal(value) !== null;
}

function matchDecimal(value: unknown): RegExpExecArray | null {
	const isPlain = typeof value === 'number' || typeof value === 'string';
	return isPlain ? DECIMAL.exec(String(value).trim()) : null;
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
	return divideRounded(amount, CENT) * CENT;
}

/**
 * The product, rounded once. Rounded to the finest amount before, 0.634999 would become 0.64.
 *
 * @param step what the result is a multiple of
 */
export function multiply(one: Amount, other: Amount, step: Amount): Amount {
	return divideRounded(one * other, UNITS * step) * step;
}

/**
 * The part of an amount before tax, rounded once.
 *
 * @param inclusive with the tax
 * @param percentage e.g. 19
 * @param step what the result is a multiple of
 */
export function withoutTax(inclusive: Amount, percentage: Amount, step: Amount): Amount {
	const hundred = 100n * UNITS;
	return divideRounded(inclusive * hundred, (hundred + percentage) * step) * step;
}

export function absolute(amount: Amount): Amount {
	return amount < 0n ? -amount : amount;
}

/** Integer division, half away from zero. @param divisor more than zero */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
	const half = divisor / 2n;
	return dividend < 0n ? -((-dividend + half) / divisor) : (dividend + half) / divisor;
}
