import type { CredentialType } from '../../../harness/credential-fields.mts';
import { WorkflowError, type Item, type NodeFailure } from '../../../harness/n8n-rest.mts';
import type { PreparedN8n } from '../../../harness/prepared-n8n.mts';
import { chain } from '../../../harness/workflow.mts';

/** A saved credential, as far as a workflow needs it. */
export interface SavedCredential {
	type: CredentialType;
	id: string;
}

/** Saves credentials and runs our nodes with them, in one n8n. */
export interface Client {
	save(type: CredentialType, fields: Item): Promise<SavedCredential>;
	/** What the dialog's "Test" shows. */
	test(credential: SavedCredential): Promise<{ status: string; message: string }>;
	/**
	 * Runs the credential's node once.
	 *
	 * @param input `file` is the text of a file in `data`
	 * @returns the node's items, or `size` of each file
	 */
	run(credential: SavedCredential, parameters: Item, input?: Item): Promise<Item[]>;
	/** What the node says when it fails. */
	failure(credential: SavedCredential, parameters: Item): Promise<NodeFailure>;
}

/** A file becomes an item with its size; anything else stays. */
const describeFile = {
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		mode: 'raw',
		jsonOutput: '={{ JSON.stringify($binary.data ? { size: $binary.data.fileSize } : $json) }}',
		options: {},
	},
};

export function createClient({ rest }: PreparedN8n): Client {
	const run: Client['run'] = async ({ type, id }, parameters, input = {}) => {
		const service = type.startsWith('anny') ? 'anny' : 'anybill';
		const authentication = type === 'annyTokenApi' ? 'apiToken' : 'oAuth2';
		return await rest.runWorkflow(
			chain(
				`Field test with ${type}`,
				...(input.file === undefined
					? []
					: [
							{
								type: 'n8n-nodes-base.convertToFile',
								typeVersion: 1.1,
								parameters: { operation: 'toText', sourceProperty: 'body.file', options: {} },
							},
						]),
				{
					name: 'Request',
					type: `n8n-nodes-anny-anybill.${service}HttpRequest`,
					parameters: {
						...(service === 'anny' && { authentication }),
						method: 'GET',
						...parameters,
					},
					credentials: { [type]: { id, name: type } },
				},
				describeFile,
			),
			input,
		);
	};
	return {
		run,
		save: async (type, fields) => ({
			type,
			id: (await rest.createCredential(type, type, fields)).id,
		}),
		test: async ({ id }) => await rest.testCredential(id),
		async failure(credential, parameters) {
			const error: unknown = await run(credential, parameters).catch((thrown: unknown) => thrown);
			if (error instanceof WorkflowError && error.failure) return error.failure;
			throw new Error('The workflow should have failed', { cause: error });
		},
	};
}
