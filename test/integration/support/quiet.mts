import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Read by n8n-core while it is loaded: nothing of the user's own n8n is touched, and the errors that
// tests provoke are not printed.
const folder = mkdtempSync(join(tmpdir(), 'n8n-core-'));
const remove = () => rmSync(folder, { recursive: true, force: true });
// In Jest, the process never says that it ends; outside, there is nothing else.
if (typeof afterAll === 'function') afterAll(remove);
else process.on('exit', remove);
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_LOG_LEVEL = 'silent';
