import { AnnyOAuth } from './anny/grants.mts';
import { AnnyData } from './anny/data.mts';
import { announceChange } from './anny/events.mts';
import { DownloadTokens } from './anny/downloads.mts';
import { addApiTokens, clients, organizations } from './anny/known.mts';
import { AnybillData } from './anybill/data.mts';
import { known as anybillKnown } from './anybill/known.mts';
import { Lockout } from './anybill/lockout.mts';
import { Deliveries } from './deliveries.mts';
import { emptyCounters } from './counters.mts';
import { seededRandom } from './random.mts';
import { defaultSettings, type Settings } from './settings.mts';
import { TokenStore } from './tokens.mts';
import type {
	Addresses,
	AnybillWebhook,
	Counters,
	FaultState,
	JournalEntry,
	ServiceName,
} from './types.mts';

/** Everything a running sandbox knows. One object, handed to every part of it. */
export interface Sandbox {
	settings: Settings;
	counters: Counters;
	journal: JournalEntry[];
	faults: FaultState[];
	random: () => number;
	tokens: Record<ServiceName, TokenStore>;
	/** Secrets that are made while it runs and are no tokens: signing keys and secrets of webhooks. */
	madeSecrets: string[];
	anny: AnnyData;
	annyOAuth: AnnyOAuth;
	downloadTokens: DownloadTokens;
	anybill: AnybillData;
	lockout: Lockout;
	/** Webhooks that were sent. */
	deliveries: Deliveries;
	/** Whom anybill sends receipts to. */
	anybillWebhooks: AnybillWebhook[];
	apiTokens: Awaited<ReturnType<typeof addApiTokens>>;
	/** Filled in once everything listens. */
	addresses: Addresses;
}

const JOURNAL_LENGTH = 20_000;

/** What a reset can leave as it is. */
export interface ResetOptions {
	keepData?: boolean;
	keepTokens?: boolean;
	keepSettings?: boolean;
}

/** Generates all records anew, in the sizes that the settings ask for. */
export function resetData(sandbox: Sandbox): void {
	sandbox.anny = new AnnyData(sandbox.settings.data, (change) => {
		announceChange(sandbox, change);
	});
	sandbox.anybill = new AnybillData(sandbox.settings.data);
}

/** Brings a sandbox back to how it started. Counters, journal and faults always go. */
export async function reset(sandbox: Sandbox, keep: ResetOptions = {}): Promise<void> {
	const { anny, anybill } = sandbox.counters;
	const inFlight = { anny: anny.inFlight, anybill: anybill.inFlight };
	sandbox.counters = emptyCounters();
	// Requests under way will still count themselves down.
	for (const name of ['anny', 'anybill'] as const) {
		sandbox.counters[name].inFlight = inFlight[name];
		sandbox.counters[name].maxInFlight = inFlight[name];
	}
	sandbox.journal = [];
	sandbox.faults = [];
	sandbox.random = seededRandom(1);
	sandbox.lockout = new Lockout();
	sandbox.deliveries = new Deliveries();
	sandbox.anybillWebhooks = [];
	if (!keep.keepSettings) sandbox.settings = defaultSettings();
	if (!keep.keepData) resetData(sandbox);
	if (!keep.keepTokens) {
		sandbox.tokens.anny.clear();
		sandbox.tokens.anybill.clear();
		sandbox.annyOAuth = new AnnyOAuth();
		sandbox.downloadTokens.clear();
		sandbox.apiTokens = await addApiTokens(sandbox.tokens.anny);
	}
}

/** A sandbox as it is at the start. */
export async function createSandbox(): Promise<Sandbox> {
	const settings = defaultSettings();
	const tokens = { anny: new TokenStore('anny'), anybill: new TokenStore('anybill') };
	const sandbox: Sandbox = {
		settings,
		counters: emptyCounters(),
		journal: [],
		faults: [],
		random: seededRandom(1),
		tokens,
		madeSecrets: [],
		anny: new AnnyData(settings.data, () => {}),
		annyOAuth: new AnnyOAuth(),
		downloadTokens: new DownloadTokens(),
		anybill: new AnybillData(settings.data),
		lockout: new Lockout(),
		deliveries: new Deliveries(),
		anybillWebhooks: [],
		apiTokens: await addApiTokens(tokens.anny),
		addresses: { anny: '', anybill: '', tokenUrl: '', control: '', foreign: '' },
	};
	resetData(sandbox);
	return sandbox;
}

/** Adds to the journal, which keeps the last 20,000 requests. */
export function remember(sandbox: Sandbox, entry: JournalEntry): void {
	sandbox.journal.push(entry);
	if (sandbox.journal.length > JOURNAL_LENGTH) sandbox.journal.shift();
}

/** The fixed names and values. */
export const knownOf = (sandbox: Sandbox) => ({
	anny: { clients, apiTokens: sandbox.apiTokens, organizations },
	anybill: anybillKnown,
});

/** Every secret that this sandbox has or ever had, for a search for leaks. */
export function secretsOf(sandbox: Sandbox): string[] {
	const clientSecrets = Object.values(clients).flatMap(({ clientSecret }) => clientSecret ?? []);
	const passwords = Object.values(anybillKnown.accounts).map(({ password }) => password);
	const { anny, anybill } = sandbox.tokens;
	return [
		...new Set([
			...clientSecrets,
			...passwords,
			...anny.everIssued,
			...anybill.everIssued,
			...sandbox.downloadTokens.everIssued,
			...sandbox.madeSecrets,
		]),
	];
}
