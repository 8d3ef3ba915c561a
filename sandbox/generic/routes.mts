import { Router } from 'express';
import { sendStatus } from '../faults.mts';
import { textOf } from '../json.mts';
import type { ErrorShape, ServiceName } from '../types.mts';
import { echo } from './echo.mts';
import { largeJson, receiveUpload, sendBytes, sendText } from './payloads.mts';
import { linkPages, nextPages, offsetPages, samePage } from './pages.mts';

/**
 * Routes that no service has: they show what a client sends, and respond in every way that a
 * client has to understand. Mounted behind the service's own sign-in.
 */
export function genericRoutes(service: ServiceName): Router {
	const router = Router();
	router.all('/echo', echo);
	router.all('/status/:code', (request, response) => {
		const code = Number(request.params.code);
		if (!Number.isInteger(code) || code < 200 || code > 599) {
			response.status(400).json({ message: 'The status must be 200 to 599.' });
			return;
		}
		const shape = request.query.shape as ErrorShape | undefined;
		sendStatus(response, service, { code, shape });
	});
	router.get('/bytes/:size', sendBytes);
	router.get('/json/:size', largeJson);
	router.get('/text', sendText);
	router.all('/upload', receiveUpload);
	router.all('/redirect', (request, response) => {
		response.redirect(Number(request.query.status ?? 302), textOf(request.query.to));
	});
	router.all('/redirect-loop', (request, response) => {
		response.redirect(302, request.originalUrl);
	});
	router.get('/link-pages', linkPages);
	router.get('/next-pages', nextPages);
	router.get('/offset-pages', offsetPages);
	router.get('/same-page', samePage);
	return router;
}
