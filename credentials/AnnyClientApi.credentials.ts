import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { clientFields, FIELD_ORDER } from '../services/anny/client-fields';
import { SERVICE_NAME } from '../services/anny/hosts';

/**
 * Nothing that a user ever sees or saves. n8n shows inherited fields before a credential's own, so
 * that region and client type would come last in the dialog of `annyCustomOAuth2Api`, below the
 * client secret and the allowed domains. That credential inherits from this one first, which puts
 * its fields into their order.
 */
export class AnnyClientApi implements ICredentialType {
	name = FIELD_ORDER;

	displayName = `${SERVICE_NAME} Client API`;

	hidden = true;

	icon: Icon = { light: 'file:../icons/anny.svg', dark: 'file:../icons/anny.dark.svg' };

	documentationUrl = 'https://developers.anny.co';

	properties: INodeProperties[] = clientFields;
}
