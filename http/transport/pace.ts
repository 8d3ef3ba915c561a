/** A window of a service's limit, as it is seen from here. */
export interface Window {
	/** When its first request was sent: the service's window began then or later. */
	readonly sentAtMs: number;
	/** When its first response came: the service's window had begun by then. */
	respondedAtMs: number | undefined;
	sent: number;
	inFlight: number;
	accepted: number;
	isRefused: boolean;
}

/** For so many requests that were taken beyond what was known, one more may be in flight. */
const ACCEPTED_PER_PROBE = 10;
/** Full windows between two probes, at most. */
const MAX_WINDOWS_BETWEEN_PROBES = 8;
const SECOND_MS = 1000;

/**
 * The pace that a service allows, learned from what it refused. Services count requests in windows:
 * so many a minute, whoever sends them. A window is taken to allow what the last one did, and the
 * next one begins when it ends. Whether the service takes more by now is probed in some windows: one
 * request more is sent, and others follow as far as those before are taken, a tenth of them at a
 * time. So a new limit is found with a tenth of its requests sent in vain, at most.
 *
 * Holds no timer and reads no clock: all times are in ms by the clock of the caller.
 */
export class Pace {
	/** Requests that a window takes, as far as is known. */
	private known = 0;
	private windowMs = 0;
	private resumeAtMs = 0;
	/** The one of now, or the last one. */
	private window: Window | undefined;
	/** Full windows until the next probe, and between it and the one after. */
	private windowsToProbe = 0;
	private windowsBetweenProbes = 0;

	/** When the next request may be sent: now, or then, unless another request ends before. */
	startsAtMs(nowMs: number): number {
		if (nowMs < this.resumeAtMs) return this.resumeAtMs;
		const { window } = this;
		if (!window || nowMs >= this.endsAtMs() || this.hasRoom(window)) return nowMs;
		return this.endsAtMs();
	}

	/** Counts a request that is sent now. */
	start(nowMs: number): Window {
		if (!this.window || nowMs >= this.endsAtMs()) {
			if (this.window) this.learn(this.window);
			this.window = newWindow(nowMs);
		}
		this.window.sent++;
		this.window.inFlight++;
		return this.window;
	}

	/** The service took a request. */
	accept(window: Window, nowMs: number): void {
		window.accepted++;
		window.respondedAtMs ??= nowMs;
	}

	/**
	 * The service refused a request.
	 *
	 * @param window undefined for a request that was not counted
	 * @param delayMs what the service asked for; a longer pause that is already set stays
	 */
	refuse(window: Window | undefined, nowMs: number, delayMs: number): void {
		this.resumeAtMs = Math.max(this.resumeAtMs, nowMs + delayMs);
		// Nothing better is known than that the window lasts as long as its rest.
		if (this.windowMs === 0) this.windowMs = delayMs;
		if (!window || window !== this.window) return;
		const windowMs = wholeSeconds(nowMs + delayMs - window.sentAtMs);
		this.windowMs = window.isRefused ? Math.min(this.windowMs, windowMs) : windowMs;
		window.isRefused = true;
	}

	/** A request is over, whatever became of it. */
	end(window: Window): void {
		window.inFlight--;
	}

	/** When the window of now ends, or the last one ended. */
	endsAtMs(): number {
		if (!this.window || this.window.isRefused) return this.resumeAtMs;
		const { sentAtMs, respondedAtMs = sentAtMs } = this.window;
		return respondedAtMs + this.windowMs;
	}

	private hasRoom({ sent, inFlight, accepted, isRefused }: Window): boolean {
		if (isRefused) return false;
		if (sent < this.known) return true;
		if (this.known > 0 && this.windowsToProbe > 0) return false;
		return inFlight < 1 + Math.max(0, accepted - this.known) / ACCEPTED_PER_PROBE;
	}

	/** What a window that is over tells about the next one. */
	private learn({ sent, accepted, isRefused }: Window): void {
		if (isRefused && accepted === this.known) {
			const windows = Math.max(1, this.windowsBetweenProbes * 2);
			this.windowsBetweenProbes = Math.min(windows, MAX_WINDOWS_BETWEEN_PROBES);
			this.windowsToProbe = this.windowsBetweenProbes;
		} else if (isRefused || accepted > this.known) {
			// A window that took more than was known, and refused nothing, may take much more.
			this.known = isRefused ? accepted : 2 * accepted;
			this.windowsBetweenProbes = 0;
			this.windowsToProbe = 0;
		} else if (sent >= this.known) {
			this.windowsToProbe = Math.max(0, this.windowsToProbe - 1);
		}
	}
}

function newWindow(sentAtMs: number): Window {
	return {
		sentAtMs,
		respondedAtMs: undefined,
		sent: 0,
		inFlight: 0,
		accepted: 0,
		isRefused: false,
	};
}

/** Windows last whole seconds, and Retry-After is rounded up to them. */
function wholeSeconds(ms: number): number {
	return ms < SECOND_MS ? ms : Math.floor(ms / SECOND_MS) * SECOND_MS;
}
