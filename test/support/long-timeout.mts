// A test that starts its own n8n, or restarts it, needs longer than jest's five seconds.
jest.setTimeout(120_000);
