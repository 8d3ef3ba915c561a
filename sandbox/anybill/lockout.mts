import { createHash } from 'node:crypto';

// B2C's smart lockout: ten different wrong passwords lock an account for a minute at first.
const WRONG_PASSWORDS = 10;
const LOCK_MS = 60_000;

interface Failures {
	/** Different wrong passwords; the same one again does not count. */
	passwords: Set<string>;
	lockedUntil: number;
}

/** Counts wrong passwords per account and locks the account. */
export class Lockout {
	#accounts = new Map<string, Failures>();

	isLocked(account: string, now = Date.now()): boolean {
		return now < (this.#accounts.get(account)?.lockedUntil ?? 0);
	}

	failed(account: string, password: string): void {
		const failures = this.#accounts.get(account) ?? { passwords: new Set(), lockedUntil: 0 };
		failures.passwords.add(createHash('sha256').update(password).digest('hex'));
		if (failures.passwords.size >= WRONG_PASSWORDS) {
			failures.lockedUntil = Date.now() + LOCK_MS;
			failures.passwords.clear();
		}
		this.#accounts.set(account, failures);
	}

	succeeded(account: string): void {
		this.#accounts.delete(account);
	}
}
