import type { ServiceProfile } from '../../http/profile';

/** Loads what the nodes of anybill run with. */
export async function loadAnybill(): Promise<ServiceProfile> {
	return (await import('./profile.js')).anybillProfile;
}
