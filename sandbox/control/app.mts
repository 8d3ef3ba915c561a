import express, { type ErrorRequestHandler, type Express } from 'express';
import { announceOnCommand } from '../anny/events.mts';
import { announceOnReceipt, registerWebhook } from '../anybill/webhooks.mts';
import { faultState } from '../faults.mts';
import { type JsonObject, textOf } from '../json.mts';
import type { Listener } from '../listener.mts';
import { standInModel } from '../model/app.mts';
import { merge } from '../settings.mts';
import { knownOf, reset, resetData, type Sandbox, secretsOf } from '../state.mts';
import type {
	AnybillWebhook,
	EventRequest,
	FaultRule,
	IssueRequest,
	ServiceName,
	TokenAction,
} from '../types.mts';
import { issueTokens } from './issue-tokens.mts';

const sendError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
	if (response.headersSent) {
		next(error);
		return;
	}
	response.status(400).json({ error: error instanceof Error ? error.message : String(error) });
};

/** The address that looks into a running sandbox and steers it. No sign-in: it is on loopback. */
export function controlApp(sandbox: Sandbox, listeners: Record<ServiceName, Listener>): Express {
	const app = express();
	app.disable('x-powered-by').disable('etag');
	app.use(express.json({ limit: '5mb' }));

	app.get('/counters', (_request, response) => {
		response.json(sandbox.counters);
	});
	app.get('/requests', (request, response) => {
		const { service, path } = request.query;
		response.json(
			sandbox.journal.filter(
				(entry) =>
					(service === undefined || entry.service === service) &&
					(path === undefined || entry.path.startsWith(textOf(path))),
			),
		);
	});
	app.get('/settings', (_request, response) => {
		response.json(sandbox.settings);
	});
	app.post('/settings', (request, response) => {
		const before = sandbox.settings;
		sandbox.settings = merge(before, request.body as object);
		if (sandbox.settings.data !== before.data) resetData(sandbox);
		response.json(sandbox.settings);
	});
	app.post('/reset', async (request, response) => {
		await reset(sandbox, request.body as object | undefined);
		await Promise.all([listeners.anny.open(), listeners.anybill.open()]);
		response.json({});
	});
	app.post('/tokens', (request, response) => {
		const { service, ...action } = request.body as TokenAction;
		response.json({ changed: sandbox.tokens[service].apply(action) });
	});
	app.post('/issue-tokens', async (request, response) => {
		response.json(await issueTokens(sandbox, request.body as IssueRequest));
	});
	app.get('/faults', (_request, response) => {
		response.json(sandbox.faults);
	});
	// Replaces all rules; an empty list ends all faults.
	app.post('/faults', (request, response) => {
		sandbox.faults = (request.body as FaultRule[]).map(faultState);
		response.json(sandbox.faults);
	});
	app.post('/listeners', async (request, response) => {
		const { service, listening } = request.body as { service: ServiceName; listening: boolean };
		if (listening) await listeners[service].open();
		else await listeners[service].close();
		response.json({});
	});
	app.get('/bills', (_request, response) => {
		const receipts = [...sandbox.anybill.receipts.values()];
		response.json(receipts.filter(({ account }) => account !== undefined));
	});
	app.get('/deliveries', (_request, response) => {
		response.json(sandbox.deliveries.all);
	});
	app.post('/anny/events', async (request, response) => {
		response.json(await announceOnCommand(sandbox, request.body as EventRequest));
	});
	app.post('/anybill/webhooks', (request, response) => {
		registerWebhook(sandbox, request.body as AnybillWebhook);
		response.json({});
	});
	// A receipt as the real service would send it; only what is given differs from the stand-in's own.
	app.post('/anybill/receipts', async (request, response) => {
		response.json(await announceOnReceipt(sandbox, request.body as JsonObject));
	});
	app.get('/secrets', (_request, response) => {
		response.json(secretsOf(sandbox));
	});
	app.get('/known', (_request, response) => {
		response.json(knownOf(sandbox));
	});
	app.use('/model/v1', standInModel());
	app.use(sendError);
	return app;
}
