/**
 * The default of every option that has one, for the description (what the panel shows when the
 * option is added) and for the reader (what holds where it is not).
 */
export const DEFAULTS = {
	/** Requests in flight at a time, for all items and pages of a run together. */
	concurrency: 20,
	maxRedirects: 21,
	/** As n8n's own where the option is not set; the panel starts with less. */
	timeoutMs: 300_000,
	timeoutInPanelMs: 10_000,
	maxAttempts: 3,
	maxWaitSeconds: 600,
	batchSize: -1,
	batchSizeInPanel: 50,
	batchIntervalMs: 0,
	batchIntervalInPanelMs: 1000,
	outputField: 'data',
	limit: 50,
	maxPages: 100,
	pageIntervalMs: 0,
} as const;
