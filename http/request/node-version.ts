/**
 * What the version of a node decides. Our own nodes begin at 1; versions from 3 on are those of n8n's
 * HTTP Request node, whose workflows keep doing what they did when only the node's type is changed.
 *
 * @see https://github.com/n8n-io/n8n/blob/master/packages/nodes-base/nodes/HttpRequest/V3/HttpRequestV3.node.ts
 */
export interface NodeVersion {
	/** Whether the node was made for n8n's HTTP Request node. */
	isSwapped: boolean;
	/** Redirects are followed without the option "Redirects": from 4 on. */
	followsRedirects: boolean;
	/** A body field's name is a path (`data.type`), not one flat name: from 4 on. */
	nestsFieldNames: boolean;
	/** Multipart parts with equal names are all sent; else the last one: from 4.2 on. */
	sendsAllParts: boolean;
	/** Rows with equal names become a list (query, headers, form); else the last one wins: from 4.3 on. */
	listsEqualNames: boolean;
	/** A redirect to another origin carries the credential, unless an option forbids it: below 4.4. */
	sendsCredentialsElsewhere: boolean;
}

/** A new node of ours, and whatever else sends requests: lists of the editor, triggers. */
export const NEW_NODE = nodeVersion(1);

/** @param typeVersion of the node, as the workflow stores it */
export function nodeVersion(typeVersion: number): NodeVersion {
	const isSwapped = typeVersion >= 3;
	const since = (version: number) => !isSwapped || typeVersion >= version;
	return {
		isSwapped,
		followsRedirects: since(4),
		nestsFieldNames: since(4),
		sendsAllParts: since(4.2),
		listsEqualNames: since(4.3),
		sendsCredentialsElsewhere: !since(4.4),
	};
}
