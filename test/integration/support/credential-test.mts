/** Tests a credential as n8n's server does, with n8n-core's own engine. */
import 'reflect-metadata';
import './quiet.mts';
import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type ICredentialType,
	type INode,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { MemoryCredentials } from './credentials.mts';

/**
 * What n8n says about a credential: nothing where it is fine.
 *
 * @see n8n's credentials-tester.service.ts
 */
export async function testCredential(
	{ name, test }: ICredentialType,
	data: ICredentialDataDecryptedObject,
): Promise<string | undefined> {
	if (!test) throw new Error('This credential has no test');
	const routing = { request: test.request };
	const nodeType: INodeType = {
		description: {
			displayName: 'Test',
			name: 'test',
			group: ['input'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [],
			outputs: [],
			credentials: [{ name, required: true }],
			properties: [{ displayName: 'Temp', name: 'temp', type: 'string', routing, default: '' }],
		},
	};
	const node: INode = {
		id: 'temp',
		name: 'Temp',
		type: 'test',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [name]: { id: '1', name } },
	};
	const nodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const credentialsHelper = new MemoryCredentials({ [name]: data });
	const context = new ExecuteContext(
		workflow,
		node,
		{ credentialsHelper } as unknown as IWorkflowExecuteAdditionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const decrypted: ICredentialsDecrypted = { id: '1', name, type: name, data };
	try {
		const [[first] = []] = (await new RoutingNode(context, nodeType, decrypted).runNode()) ?? [];
		const failed = test.rules?.find(
			({ type, properties }) =>
				type === 'responseSuccessBody' && valueAt(first?.json, properties.key) === properties.value,
		);
		return failed?.properties.message;
	} catch (error) {
		const { cause, message } = error as Error & { cause?: { response?: { status: number } } };
		const status = cause?.response?.status;
		const failed = test.rules?.find(
			({ type, properties }) => type === 'responseCode' && properties.value === status,
		);
		return failed?.properties.message ?? (status ? `status ${status}` : message);
	}
}

/** As lodash's `get`, with which n8n reads: also what an object has from its prototype. */
function valueAt(value: unknown, path: string): unknown {
	let found: unknown = value;
	for (const key of path.split(/[.[\]]+/)) {
		found = (found as Record<string, unknown> | null | undefined)?.[key];
	}
	return found;
}
