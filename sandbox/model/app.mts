import { type Request, type Response, Router } from 'express';
import { randomUUID } from 'node:crypto';

/** The parts of a request to an OpenAI-compatible chat endpoint that are looked at. */
interface ChatRequest {
	model?: string;
	stream?: boolean;
	messages?: Array<{ role: string; content?: unknown }>;
	tools?: Array<{ function: { name: string; parameters?: { properties?: object } } }>;
}

interface Message {
	role: 'assistant';
	content: string | null;
	tool_calls?: Array<{
		id: string;
		type: 'function';
		function: { name: string; arguments: string };
	}>;
}

const MODEL = 'stand-in';

/** What it asks a tool for, by the names that the tool's parameters have in the examples. */
const ARGUMENTS: Record<string, unknown> = {
	status: 'accepted',
	from: '2026-01-05T00:00:00+00:00',
};

/** One call of a script: values such as `{{0.start_date}}` are taken from an earlier result. */
interface Step {
	tool: string;
	arguments: Record<string, unknown>;
}

/**
 * A stand-in of an OpenAI-compatible chat endpoint, for the example with an AI agent: no model, but
 * a script. It calls the first tool once, then says how much came back and repeats the first lines.
 * Where the user's message holds `SCRIPT: [ … ]`, it makes these calls instead, one after the other,
 * and ends with a list of all that the tools returned.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export function standInModel(): Router {
	const router = Router();
	router.get('/models', (_request, response) => {
		response.json({ object: 'list', data: [{ id: MODEL, object: 'model', owned_by: 'sandbox' }] });
	});
	router.post('/chat/completions', (request: Request, response: Response) => {
		const asked = request.body as ChatRequest;
		const message = reply(asked);
		if (asked.stream) sendStream(response, message);
		else response.json(completion('chat.completion', { message }, message));
	});
	return router;
}

function reply({ messages = [], tools = [] }: ChatRequest): Message {
	const last = messages.at(-1);
	const script = scriptIn(messages);
	if (script) return nextOf(script, messages);
	if (last?.role === 'tool') return { role: 'assistant', content: summary(last.content) };
	const [tool] = tools;
	if (!tool) return { role: 'assistant', content: 'I have no tool to look that up with.' };
	const { name, parameters } = tool.function;
	const known = Object.keys(parameters?.properties ?? {}).filter((key) => key in ARGUMENTS);
	const args = Object.fromEntries(known.map((key) => [key, ARGUMENTS[key]]));
	return toolCall(name, args);
}

function toolCall(name: string, args: unknown): Message {
	const call = { name, arguments: JSON.stringify(args) };
	return {
		role: 'assistant',
		content: null,
		tool_calls: [{ id: `call_${randomUUID()}`, type: 'function', function: call }],
	};
}

/** Some clients send a message as a list of parts. */
const textIn = (content: unknown): string =>
	typeof content === 'string' ? content : JSON.stringify(content ?? '');

function scriptIn(messages: NonNullable<ChatRequest['messages']>): Step[] | undefined {
	const [, script] =
		messages
			.filter(({ role }) => role === 'user')
			.map(({ content }) => /SCRIPT: (\[[^]*\])/.exec(textIn(content)))
			.find((match) => match !== null) ?? [];
	return script === undefined ? undefined : (JSON.parse(script) as Step[]);
}

function nextOf(script: Step[], messages: NonNullable<ChatRequest['messages']>): Message {
	const results = messages
		.filter(({ role }) => role === 'tool')
		.map(({ content }) => parsed(textIn(content)));
	const step = script[results.length];
	if (!step) return { role: 'assistant', content: JSON.stringify(results) };
	return toolCall(step.tool, filledIn(step.arguments, results));
}

/** A tool's only item stands for itself. */
function parsed(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return Array.isArray(value) && value.length === 1 ? value[0] : value;
	} catch {
		return text;
	}
}

function filledIn(args: Record<string, unknown>, results: unknown[]): Record<string, unknown> {
	const valueAt = (path: string): unknown =>
		path
			.split('.')
			.reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], results);
	return Object.fromEntries(
		Object.entries(args).map(([name, value]) => {
			const path = typeof value === 'string' ? /^\{\{(.+)\}\}$/.exec(value)?.[1] : undefined;
			return [name, path === undefined ? value : valueAt(path)];
		}),
	);
}

/** Says what a tool returned, in words that need no understanding. */
function summary(content: unknown): string {
	const text = typeof content === 'string' ? content : JSON.stringify(content);
	let records: unknown;
	try {
		records = JSON.parse(text);
	} catch {
		return `The tool says: ${text.slice(0, 300)}`;
	}
	if (!Array.isArray(records)) return `The tool says: ${text.slice(0, 300)}`;
	const lines = records.slice(0, 5).map((record: Record<string, unknown>) => {
		const { number, id, start_date: start, status } = record;
		return `- ${[number ?? id, start, status].filter(Boolean).join(', ')}`;
	});
	return [`I found ${records.length} bookings. The first ones:`, ...lines].join('\n');
}

const completion = (object: string, choice: object, { tool_calls: calls }: Message) => ({
	id: `chatcmpl-${randomUUID()}`,
	object,
	created: Math.floor(Date.now() / 1000),
	model: MODEL,
	choices: [{ index: 0, ...choice, finish_reason: calls ? 'tool_calls' : 'stop' }],
	usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

/** The same as server-sent events: everything in one chunk. */
function sendStream(response: Response, message: Message): void {
	const { tool_calls: calls } = message;
	const delta = { ...message, tool_calls: calls?.map((call, index) => ({ index, ...call })) };
	response.set('Content-Type', 'text/event-stream');
	response.write(
		`data: ${JSON.stringify(completion('chat.completion.chunk', { delta }, message))}\n\n`,
	);
	response.end('data: [DONE]\n\n');
}
