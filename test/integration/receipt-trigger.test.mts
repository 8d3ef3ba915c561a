import { AnybillHttpRequestTrigger } from '../../nodes/AnybillHttpRequestTrigger/AnybillHttpRequestTrigger.node.ts';
import { PublishedTrigger } from './support/trigger.mts';

const apiKey = 'k'.repeat(30);
const receipt = { receiptId: 'r-1', storeId: 'A1B2-c3d4', externalStoreId: 'BER 01', amount: 11.9 };

let triggers = 0;

/** A trigger with nothing delivered yet, and what it makes of a receipt. */
function published(stores: unknown) {
	const trigger = new PublishedTrigger(new AnybillHttpRequestTrigger(), {
		parameters: { stores: stores as string },
		credentials: { anybillWebhookApi: { apiKey } },
		credentialId: `receipts ${++triggers}`,
		webhookBaseUrl: `http://localhost:5678/webhook/${triggers}`,
	});
	const deliver = async () => await trigger.receive({ 'x-api-key': apiKey }, receipt);
	return { trigger, deliver };
}

test.each<unknown>([
	'',
	'a1b2-C3D4',
	'S-12; ber 01',
	'S-12\nA1B2-c3d4',
	'={{ ["S-12", "BER 01"] }}',
	'={{ "S-12, BER 01" }}',
])('a receipt starts an execution where the stores are %j', async (stores) => {
	expect(await published(stores).deliver()).toEqual({ statusCode: 200, items: [receipt] });
});

test('a receipt of another store is taken, and starts nothing', async () => {
	const { deliver } = published('S-12, BER 02');
	expect(await deliver()).toMatchObject({ statusCode: 200, items: undefined });
});

test.each(['={{ null }}', '={{ $json.stores }}', '={{ "" }}', '={{ [] }}', '={{ ({ id: 1 }) }}'])(
	'a receipt is refused for now, and not lost, where the stores are %s',
	async (stores) => {
		const { trigger, deliver } = published(stores);
		expect(await deliver()).toMatchObject({ statusCode: 503, items: undefined });
		trigger.setParameters({ stores: 'BER 01' });
		expect(await deliver()).toEqual({ statusCode: 200, items: [receipt] });
	},
);
