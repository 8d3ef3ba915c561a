import express, {
	type ErrorRequestHandler,
	type Express,
	type RequestHandler,
	Router,
} from 'express';
import { mediaType, readBody } from '../body.mts';
import { injectFaults } from '../faults.mts';
import { genericRoutes } from '../generic/routes.mts';
import { delay, observe, observeGrant } from '../observe.mts';
import type { Sandbox } from '../state.mts';
import { needs, signedIn } from './access.mts';
import { b2cRoutes } from './b2c.mts';
import { billRoutes } from './bills.mts';
import { PlainError, sendProblem, ValidationProblem } from './errors.mts';
import { categoryRoutes } from './lists.mts';
import { receiptRoutes } from './receipts.mts';
import { storeRoutes } from './stores.mts';
import { userRoutes } from './users.mts';

const jsonWrites: RequestHandler = (request, response, next) => {
	if (request.method === 'POST' && mediaType(request) !== 'application/json') {
		sendProblem(response, 415, 'Unsupported Media Type');
		return;
	}
	next();
};

const sendError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
	if (response.headersSent) {
		next(error);
		return;
	}
	if (error instanceof PlainError) {
		response.status(error.status).json(error.message);
	} else if (error instanceof ValidationProblem) {
		sendProblem(response, 400, error.message, error.errors);
	} else {
		const status = (error as { status?: number }).status ?? 500;
		sendProblem(response, status, error instanceof Error ? error.message : 'Unknown error');
	}
};

/** anybill's Vendor API v3, parts of its Partner Platform v3, and the token endpoint. */
export function anybillApp(sandbox: Sandbox): Express {
	const app = express();
	app.disable('x-powered-by').disable('etag').set('query parser', 'extended');
	app.set('trust proxy', 'loopback');
	app.use(
		observe(sandbox, 'anybill'),
		readBody,
		observeGrant(sandbox, 'anybill'),
		delay(sandbox, 'anybill'),
	);
	app.use(injectFaults(sandbox, 'anybill'));
	app.use('/ad.anybill.de', b2cRoutes(sandbox));

	const vendor = Router();
	vendor.use(signedIn(sandbox));
	vendor.use('/sandbox', genericRoutes('anybill'));
	vendor.use(jsonWrites);
	vendor.use('/bill', needs('vendor/bill'), billRoutes(sandbox));
	vendor.use('/store', needs('vendor/store'), storeRoutes(sandbox));
	vendor.use('/category', needs('vendor/category'), categoryRoutes(sandbox));
	app.use('/api/v3', vendor);

	const partner = Router();
	partner.use(signedIn(sandbox), jsonWrites);
	partner.use('/user', needs('partner-platform/user'), userRoutes(sandbox));
	partner.use('/bill', needs('partner-platform/bill'), receiptRoutes(sandbox));
	app.use('/v3', partner);

	app.use((_request, response) => {
		response.status(404).end();
	});
	app.use(sendError);
	return app;
}
