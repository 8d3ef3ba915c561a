import { type Request, Router } from 'express';
import { textOf } from '../json.mts';

const HOUR = 3_600_000;
const iso = (time: number) => new Date(time).toISOString();

/** The next free hours from a day on: 08:00 to 16:00 UTC. */
function intervals(request: Request) {
	const day = Date.parse(textOf(request.query.date ?? '2026-01-05'));
	const first = (Number.isNaN(day) ? Date.parse('2026-01-05') : day) + 8 * HOUR;
	return Array.from({ length: 8 }, (_, index) => ({
		start_date: iso(first + index * HOUR),
		end_date: iso(first + (index + 1) * HOUR),
		available: index % 3 !== 2,
	}));
}

/** Public, in plain JSON: an object without a `data` envelope, and two bare arrays. */
export function availabilityRoutes(): Router {
	const router = Router();
	router.get('/upcoming-intervals', (request, response) => {
		response.json({ intervals: intervals(request) });
	});
	router.get('/intervals/start', (request, response) => {
		response.json(
			intervals(request).map(({ start_date, available }) => ({ start_date, available })),
		);
	});
	router.get('/intervals/end', (request, response) => {
		response.json(intervals(request).map(({ end_date, available }) => ({ end_date, available })));
	});
	return router;
}
