import type { ServiceProfile } from '../../http/profile';

/** Loads what the nodes of anny run with. */
export async function loadAnny(): Promise<ServiceProfile> {
	return (await import('./profile.js')).annyProfile;
}
