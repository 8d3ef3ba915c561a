import type { DisplayCondition, INodeProperties, NodeParameterValue } from 'n8n-workflow';
import { CUSTOM } from '../operation';

/** The values of other parameters for which a property shows. */
export type Show = Record<string, Array<NodeParameterValue | DisplayCondition>>;

/** What a property shows for already. */
export function showOf({ displayOptions }: INodeProperties): Show {
	return (displayOptions?.show ?? {}) as Show;
}

export function withShow(property: INodeProperties, show: Show): INodeProperties {
	return { ...property, displayOptions: { ...property.displayOptions, show } };
}

/** Properties that show for the generic request only. */
export function onlyForCustom(properties: INodeProperties[]): INodeProperties[] {
	return properties.map((property) =>
		withShow(property, { resource: [CUSTOM], ...showOf(property) }),
	);
}

/** The same for options, which stand in a collection. */
export function onlyInCustom(option: INodeProperties): INodeProperties {
	return withShow(option, { '/resource': [CUSTOM], ...showOf(option) });
}
