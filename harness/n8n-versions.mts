import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * The versions of n8n that can be installed here, oldest first: each has a folder with a lock file.
 * The oldest is the oldest that is supported, the newest the one that everything is developed and
 * tested with, unless `N8N_VERSION` names another.
 */
export const n8nVersions: readonly string[] = globSync('harness/n8n/*/package-lock.json')
	.map((file) => basename(dirname(file)))
	.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

export const [oldestN8n = ''] = n8nVersions;
export const newestN8n = n8nVersions.at(-1) ?? '';

export const chosenN8n = (): string => process.env.N8N_VERSION ?? newestN8n;
