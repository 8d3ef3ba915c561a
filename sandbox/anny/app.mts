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
import { signedIn } from './access.mts';
import { availabilityRoutes } from './availability.mts';
import { bookingRoutes } from './bookings.mts';
import { customerRoutes } from './customers.mts';
import { ApiError, MEDIA_TYPE, notFound, sendApiError, sendFieldErrors } from './errors.mts';
import { downloadRoutes } from './downloads.mts';
import { oauthRoutes } from './oauth.mts';
import { orderRoutes } from './orders.mts';
import { rateLimits } from './rate-limits.mts';
import { readRoutes } from './reads.mts';
import { webhookRoutes } from './webhooks.mts';

// anny's documentation: POST and PATCH must carry the JSON:API media type, even where the body
// is a bare object.
const jsonApiWrites: RequestHandler = (request, _response, next) => {
	const exempt = request.path.startsWith('/sandbox/');
	const write = request.method === 'POST' || request.method === 'PATCH';
	if (write && !exempt && mediaType(request) !== MEDIA_TYPE) {
		throw new ApiError(415, {
			code: 'unsupported_media_type',
			title: 'Unsupported Media Type',
			detail: `The request must have the header Content-Type: ${MEDIA_TYPE}.`,
			source: { header: 'Content-Type' },
		});
	}
	next();
};

const sendError =
	(sandbox: Sandbox): ErrorRequestHandler =>
	(error: unknown, _request, response, next) => {
		if (response.headersSent) {
			next(error);
			return;
		}
		if (!(error instanceof ApiError)) {
			const detail = error instanceof Error ? error.message : 'Unknown error';
			const status = (error as { status?: number }).status ?? 500;
			sendApiError(
				response,
				new ApiError(status, { code: 'server_error', title: 'Server Error', detail }),
			);
			return;
		}
		if (error.status === 422 && sandbox.settings.anny.validationShape === 'message') {
			sendFieldErrors(response, error);
			return;
		}
		sendApiError(response, error);
	};

/** anny's API and its OAuth server, on one listener. */
export function annyApp(sandbox: Sandbox): Express {
	const app = express();
	app.disable('x-powered-by').disable('etag').set('query parser', 'extended');
	app.use(
		observe(sandbox, 'anny'),
		readBody,
		observeGrant(sandbox, 'anny'),
		delay(sandbox, 'anny'),
	);
	app.use('/api', rateLimits(sandbox));
	app.use(injectFaults(sandbox, 'anny'));
	app.use('/oauth', oauthRoutes(sandbox));
	app.use('/files', downloadRoutes(sandbox));

	const api = Router();
	api.use(availabilityRoutes(sandbox));
	api.use(signedIn(sandbox), jsonApiWrites);
	api.use('/sandbox', genericRoutes('anny'));
	api.use('/bookings', bookingRoutes(sandbox));
	api.use('/customers', customerRoutes(sandbox));
	api.use('/orders', orderRoutes(sandbox));
	api.use('/webhook-subscriptions', webhookRoutes(sandbox));
	api.use(readRoutes(sandbox));
	app.use('/api/v1', api);

	app.use((request) => {
		throw notFound(request.path);
	});
	app.use(sendError(sandbox));
	return app;
}
