import { Router } from 'express';
import { randomUUID } from 'node:crypto';
import { jsonObject } from '../body.mts';
import type { Sandbox } from '../state.mts';
import { signJwt } from '../tokens.mts';
import { PlainError, ValidationProblem } from './errors.mts';

/** `POST /user` and `POST /user/token` of the Partner Platform, documented; the fields are guesses. */
export function userRoutes(sandbox: Sandbox): Router {
	const router = Router();
	router.post('/', (request, response) => {
		const { externalId } = jsonObject(request);
		if (typeof externalId !== 'string' || !externalId) {
			throw new ValidationProblem({ externalId: ['The ExternalId field is required.'] });
		}
		const user = { userId: randomUUID(), externalId };
		sandbox.anybill.users.set(user.userId, user);
		response.json(user);
	});
	router.post('/token', async (request, response) => {
		const { externalId, userId } = jsonObject(request);
		const user = [...sandbox.anybill.users.values()].find(
			(one) => one.userId === userId || one.externalId === externalId,
		);
		if (!user) throw new PlainError(404, 'The user was not found.');
		const accessToken = await signJwt({ sub: user.userId, jti: randomUUID() });
		sandbox.madeSecrets.push(accessToken);
		response.json({ accessToken, userId: user.userId });
	});
	return router;
}
