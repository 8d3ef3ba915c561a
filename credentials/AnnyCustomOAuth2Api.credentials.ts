import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { clientFields, FIELD_ORDER } from '../services/anny/client-fields';
import { SERVICE_NAME } from '../services/anny/hosts';
import { signInUrlExpression } from '../services/anny/sign-in-url';

/**
 * Has no `test`: n8n's editor offers none for a credential that extends `oAuth2Api`, and its server
 * takes one that holds an access token for good.
 *
 * @see n8n's useCredentialForm.ts (`isCredentialTestable`), credentials-tester.service.ts
 */
export class AnnyCustomOAuth2Api implements ICredentialType {
	name = 'annyCustomOAuth2Api';

	extends = [FIELD_ORDER, 'oAuth2Api'];

	displayName = `${SERVICE_NAME} Custom OAuth2 API`;

	icon: Icon = { light: 'file:../icons/anny.svg', dark: 'file:../icons/anny.dark.svg' };

	documentationUrl = 'https://developers.anny.co';

	properties: INodeProperties[] = [
		...clientFields,
		hidden('Authorization URL', 'authUrl', signInUrlExpression('/oauth/authorize')),
		hidden('Access Token URL', 'accessTokenUrl', signInUrlExpression('/oauth/token')),
		hidden('Auth URI Query Parameters', 'authQueryParameters', ''),
		hidden('Authentication', 'authentication', 'body'),
	];
}

function hidden(displayName: string, name: string, value: string): INodeProperties {
	return { displayName, name, type: 'hidden', default: value };
}
