/** Runs the jobs of its standard input one after the other, and tells by how much its memory grew at the worst moment, in MB. */
import { text } from 'node:stream/consumers';
import { type Job, run } from './engine.mts';
import { at } from '../../support/elements.mts';

const MB = 1024 ** 2;
const jobs = JSON.parse(await text(process.stdin)) as Job[];
await run(at(jobs, 0));
globalThis.gc?.();
const before = process.memoryUsage().rss;
let highest = before;
const sampling = setInterval(() => {
	highest = Math.max(highest, process.memoryUsage().rss);
}, 10);
const messages: Array<string | undefined> = [];
for (const job of jobs.slice(1)) messages.push((await run(job)).error?.message);
clearInterval(sampling);
console.log(JSON.stringify({ messages, grown: Math.round((highest - before) / MB) }));
