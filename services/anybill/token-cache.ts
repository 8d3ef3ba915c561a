import { RecentEntries } from '../../http/recent-entries';
import { isWithin } from '../../http/transport/elapsed';
import { SingleFlight } from '../../http/transport/single-flight';
import type { TokenSet } from './token-set';

/** What is known of an account, for whoever is about to get tokens for it. */
export interface Known {
	/** The newest tokens, whether they live or not. */
	tokens: TokenSet | undefined;
	/** The access token that the API rejected last. */
	rejected: string | undefined;
}

type Obtain = (known: Known) => Promise<TokenSet>;

interface Entry {
	/** What everyone waits for, or what it was refused with. */
	flight: SingleFlight<TokenSet>;
	tokens?: TokenSet;
	rejected?: string;
	/** When a token was last rejected, in ms since the epoch. */
	rejectedAtMs?: number;
	/** The last look at whether the API takes a token. */
	check?: { accessToken: string; isRejected: Promise<boolean>; endedAtMs?: number };
}

const DEFAULTS = {
	/** Accounts remembered at a time. */
	capacity: 500,
	/** A token that is rejected this soon after another will not get better by a third. */
	rejectionIntervalMs: 60_000,
	/** How long the API's word on a token counts. */
	checkMemoryMs: 5_000,
};

/**
 * Tokens by account, for one n8n process. Concurrent callers share one sign-in; a refused one is
 * remembered. Nothing is kept that a restart could not rebuild: tokens last in n8n's credential.
 */
export class TokenCache {
	private readonly entries: RecentEntries<Entry>;

	private readonly options: typeof DEFAULTS;
	private readonly now: () => number;

	/** @param now ms since the epoch */
	constructor(options = DEFAULTS, now = () => Date.now()) {
		this.options = options;
		this.now = now;
		this.entries = new RecentEntries<Entry>(
			options.capacity,
			() => ({ flight: new SingleFlight(now) }),
			({ flight }) => flight.need,
		);
	}

	/** The tokens to sign requests with; undefined where none are known, alive and not rejected. */
	usable(key: string): TokenSet | undefined {
		const { tokens, rejected } = this.entries.get(key) ?? {};
		if (!tokens || tokens.accessToken === rejected) return undefined;
		return tokens.accessTokenExpiresAtMs > this.now() ? tokens : undefined;
	}

	/** Whether the API has rejected this access token. */
	isRejected(key: string, accessToken: string): boolean {
		return this.entries.get(key)?.rejected === accessToken;
	}

	/**
	 * The usable tokens; where there are none, those that `obtain` gets for all who ask meanwhile.
	 *
	 * @throws what `obtain` throws; a `Memorable` also to those who ask later, while it counts
	 */
	async get(key: string, obtain: Obtain): Promise<TokenSet> {
		const entry = this.entries.use(key);
		return this.usable(key) ?? (await entry.flight.run(accepting(entry, obtain)));
	}

	/** The tokens that `obtain` gets now, whatever is known. Throws as {@link get} does. */
	async renew(key: string, obtain: Obtain): Promise<TokenSet> {
		const entry = this.entries.use(key);
		return await entry.flight.runAnew(accepting(entry, obtain));
	}

	/**
	 * Takes note that the API has rejected an access token.
	 *
	 * @returns whether other tokens are to be had; not, where this one came in place of one that was
	 *   rejected a moment ago: then it stays in use, for requests whose token nobody rejects
	 */
	reject(key: string, accessToken: string): boolean {
		const entry = this.entries.use(key);
		if (this.usable(key)?.accessToken !== accessToken) return true;
		if (this.isWithin(this.options.rejectionIntervalMs, entry.rejectedAtMs)) return false;
		entry.rejected = accessToken;
		entry.rejectedAtMs = this.now();
		return true;
	}

	/** Whether the API rejects an access token, asked once for all who want to know for a while. */
	async check(
		key: string,
		accessToken: string,
		isRejected: () => Promise<boolean>,
	): Promise<boolean> {
		const entry = this.entries.use(key);
		const last = entry.check;
		const counts =
			last?.accessToken === accessToken &&
			(last.endedAtMs === undefined || this.isWithin(this.options.checkMemoryMs, last.endedAtMs));
		if (counts) return await last.isRejected;
		const check: Entry['check'] = { accessToken, isRejected: isRejected() };
		entry.check = check;
		const result = await check.isRejected;
		check.endedAtMs = this.now();
		return result;
	}

	private isWithin(ms: number, atMs: number | undefined): boolean {
		return isWithin(ms, atMs, this.now());
	}
}

/** Keeps the tokens that come. */
function accepting(entry: Entry, obtain: Obtain): () => Promise<TokenSet> {
	return async () => {
		const tokens = await obtain({ tokens: entry.tokens, rejected: entry.rejected });
		entry.tokens = tokens;
		// The service has issued the very token anew: then it stands by it.
		if (entry.rejected === tokens.accessToken) delete entry.rejected;
		return tokens;
	};
}

/** The tokens of this process. */
export const tokenCache = new TokenCache();
