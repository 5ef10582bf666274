// SPDX-License-Identifier: GPL-3.0-or-later

/** Money and calls: transfers and their fees, batches, proxies, multisigs, identities. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { ApiPromise } from '@polkadot/api';
import type { ProxyType } from '@polkadot/types/interfaces';
import { createKeyMulti, encodeAddress } from '@polkadot/util-crypto';

import {
	account,
	all,
	attempt,
	authorOf,
	best,
	blocks,
	CENTS,
	connect,
	errorName,
	eventsAt,
	free,
	height,
	issuance,
	minted,
	only,
	SS58_PREFIX,
	stranger,
	submit,
	TREASURY,
	UNITS
} from '../lib/api.ts';
import { development } from '../lib/network.ts';
import type { Node } from '../lib/node.ts';

describe('money and calls', () => {
	let node: Node;
	let api: ApiPromise;

	before(async () => {
		node = await development();
		api = await connect(node);
		await height(best(api), 'best block', 1);
	});

	after(async () => {
		await api?.disconnect();
		await node?.stop();
	});

	// These run at the same time, so each signs with accounts of its own.
	describe('of many accounts', { concurrency: true }, () => {
		it('a transfer moves the amount and costs its sender the fee', async () => {
			const [sender, receiver] = [account('Bob'), stranger()];
			const transfer = api.tx.balances.transferKeepAlive(receiver.address, 3n * UNITS);
			const owned = await free(api, sender.address);

			const { events, block } = await submit(api, transfer, sender);

			// The price of weight changes with every block.
			const { parentHash } = await api.rpc.chain.getHeader(block);
			const info = ['payment_queryInfo', transfer.toHex(), parentHash.toHex()] as const;
			const expected = BigInt((await node.rpc<{ partialFee: string }>(...info)).partialFee);

			const paid = only(events, api.events.transactionPayment.TransactionFeePaid);
			assert.equal(paid.actualFee.toBigInt(), expected);
			assert.equal(await free(api, receiver.address, block), 3n * UNITS);
			assert.equal(await free(api, sender.address, block), owned - 3n * UNITS - expected);
		});

		it('a fee goes to the treasury by four fifths, and a tip to the author', async () => {
			const [sender, tip] = [account('Bob//stash'), 7n * CENTS];
			const transfer = api.tx.balances.transferKeepAlive(stranger().address, UNITS);

			const { events, block } = await submit(api, transfer, sender, { tip });

			const paid = only(events, api.events.transactionPayment.TransactionFeePaid);
			const fee = paid.actualFee.toBigInt() - tip;
			const author = await authorOf(api, block);
			const given = (to: string) =>
				all(events, api.events.balances.Deposit)
					.filter(({ who }) => who.toString() === to)
					.reduce((sum, { amount }) => sum + amount.toBigInt(), 0n);
			assert.equal(paid.tip.toBigInt(), tip);
			assert.equal(given(TREASURY), (fee * 80n) / 100n);
			assert.equal(given(author), fee - (fee * 80n) / 100n + tip);
		});

		it('a transaction of no weight costs a tenth of a cent and its length', async () => {
			const transfer = api.tx.balances.transferKeepAlive(stranger().address, UNITS);
			const signed = await transfer.signAsync(account('Ferdie'));
			const details = await api.rpc.payment.queryFeeDetails(signed.toHex());
			const { baseFee, lenFee } = details.inclusionFee.unwrap();

			// The price of weight is a fraction in billionths.
			assert.ok(Math.abs(Number(baseFee.toBigInt() - CENTS / 10n)) <= 10, baseFee.toString());
			assert.equal(lenFee.toBigInt(), 10n * (CENTS / 1000n) * BigInt(signed.encodedLength));
		});

		it('a transfer of more than one owns fails and costs only the fee', async () => {
			const [sender, receiver] = [account('Eve//stash'), stranger()];
			const owned = await free(api, sender.address);
			const transfer = api.tx.balances.transferKeepAlive(receiver.address, owned);

			const { error, events, block } = await attempt(api, transfer, sender);

			const { actualFee } = only(events, api.events.transactionPayment.TransactionFeePaid);
			assert.equal(error, 'Token.FundsUnavailable');
			assert.equal(await free(api, sender.address, block), owned - actualFee.toBigInt());
			assert.equal(await free(api, receiver.address, block), 0n);
		});

		it('a batch makes all its calls', async () => {
			const receivers = [stranger(), stranger()];
			const calls = receivers.map(({ address }, i) =>
				api.tx.balances.transferKeepAlive(address, BigInt(i + 1) * UNITS)
			);

			const { events, block } = await submit(api, api.tx.utility.batch(calls), account('Charlie'));

			const received = receivers.map(({ address }) => free(api, address, block));
			assert.deepEqual(await Promise.all(received), [UNITS, 2n * UNITS]);
			assert.equal(all(events, api.events.utility.ItemCompleted).length, 2);
			only(events, api.events.utility.BatchCompleted);
		});

		it('a batch of all or nothing makes none of its calls when one fails', async () => {
			const receiver = stranger();
			const calls = [UNITS, 2_000_000n * UNITS].map((amount) =>
				api.tx.balances.transferKeepAlive(receiver.address, amount)
			);

			const { error, block } = await attempt(
				api,
				api.tx.utility.batchAll(calls),
				account('Charlie//stash')
			);

			assert.equal(error, 'Token.FundsUnavailable');
			assert.equal(await free(api, receiver.address, block), 0n);
		});

		it('a proxy makes the calls of its kind in its principal’s name, and no other', async () => {
			const [principal, proxy, receiver] = [account('Dave'), account('Eve'), stranger()];
			const asPrincipal = (call: Parameters<typeof api.tx.proxy.proxy>[2]) =>
				submit(api, api.tx.proxy.proxy(principal.address, null, call), proxy);
			await submit(api, api.tx.proxy.addProxy(proxy.address, 'Staking', 0), principal);

			const allowed = await asPrincipal(api.tx.staking.bond(10n * UNITS, 'Staked'));
			const refused = await asPrincipal(
				api.tx.balances.transferKeepAlive(receiver.address, UNITS)
			);

			const outcome = ({ events }: typeof allowed) =>
				only(events, api.events.proxy.ProxyExecuted).result;
			const ledger = (await api.query.staking.ledger(principal.address)).unwrap();
			assert.ok(outcome(allowed).isOk);
			assert.equal(ledger.active.toBigInt(), 10n * UNITS);
			assert.equal(errorName(api, outcome(refused).asErr), 'system.CallFiltered');
			assert.equal(await free(api, receiver.address), 0n);
		});

		it('every kind of proxy can be added and is listed under its own name', async () => {
			const [principal, kinds] = [account('Dave//stash'), proxyTypes(api)];
			const delegates = kinds.map(() => stranger().address);
			// The client's own list of kinds is older than the chain's, so the name is given as a number.
			const calls = delegates.map((delegate, index) =>
				api.tx.proxy.addProxy(delegate, kinds[index]!.number, 0)
			);

			await submit(api, api.tx.utility.batchAll(calls), principal);

			const [definitions] = await api.query.proxy.proxies(principal.address);
			const listed = new Map(
				definitions.map(({ delegate, proxyType }) => [delegate.toString(), proxyType.toString()])
			);
			const names = kinds.map(({ kind }) => kind);
			assert.deepEqual(delegates.map((delegate) => listed.get(delegate)), names);
			assert.deepEqual(names.slice(0, 4), ['Any', 'NonTransfer', 'Governance', 'Staking']);
			assert.equal(kinds.at(-1)!.number, 10, 'ParaRegistration, as on Kusama');
		});

		it('a 2-of-3 multisig pays when the second of its members has approved', async () => {
			const members = [account('Alice'), account('Ferdie'), account('Ferdie//stash')] as const;
			const multisig = encodeAddress(createKeyMulti(members.map((m) => m.address), 2), SS58_PREFIX);
			const receiver = stranger();
			const payment = api.tx.balances.transferKeepAlive(receiver.address, 5n * UNITS);
			const { weight } = await payment.paymentInfo(multisig);
			const others = (member: (typeof members)[number]) =>
				members
					.filter((other) => other !== member)
					.sort((a, b) => Buffer.compare(a.publicKey, b.publicKey))
					.map(({ address }) => address);
			const fund = api.tx.balances.transferKeepAlive(multisig, 50n * UNITS);
			const propose = api.tx.multisig.approveAsMulti(
				2,
				others(members[0]),
				null,
				payment.method.hash,
				weight
			);

			const [proposed] = await Promise.all([
				submit(api, propose, members[0]),
				submit(api, fund, members[2])
			]);
			const beforeSecond = await free(api, receiver.address, proposed.block);
			const timepoint = { height: proposed.number, index: proposed.index };
			const approved = await submit(
				api,
				api.tx.multisig.asMulti(2, others(members[1]), timepoint, payment, weight),
				members[1]
			);

			const executed = only(approved.events, api.events.multisig.MultisigExecuted);
			assert.equal(beforeSecond, 0n);
			assert.ok(executed.result.isOk);
			assert.equal(executed.multisig.toString(), multisig);
			assert.equal(await free(api, receiver.address, approved.block), 5n * UNITS);
			const pending = await api.query.multisig.multisigs(multisig, payment.method.hash);
			assert.ok(pending.isNone);
		});

		it('an identity is shown by wallets once it is set', async () => {
			const owner = account('Alice//stash');
			const identity = { display: { Raw: 'Alice of Canary' }, web: { Raw: 'https://canary' } };

			await submit(api, api.tx.identity.setIdentity(identity), owner);

			const shown = await api.derive.accounts.identity(owner.address);
			assert.equal(shown.display, 'Alice of Canary');
			assert.equal(shown.web, 'https://canary');
		});
	});

	it('no transaction made or destroyed money', async () => {
		const head = await api.rpc.chain.getHeader();
		const [first, ...later] = await blocks(api, head.number.toNumber());
		const events = (await Promise.all(later.map((block) => eventsAt(api, block)))).flat();

		const change = (await issuance(api, head.hash.toHex())) - (await issuance(api, first!));
		assert.equal(change, minted(api, events));
	});
});

/** The kinds of proxies with their numbers, in the order of the chain. */
function proxyTypes({ registry }: ApiPromise): { kind: string; number: number }[] {
	const name = registry.lookup.names.find((name) => name.endsWith('RuntimeProxyType'));
	const keys = registry.createType<ProxyType>(name ?? 'no such type').defKeys;
	// The client fills the gaps in the numbers with names of its own.
	return keys
		.map((kind, number) => ({ kind, number }))
		.filter(({ kind }) => !kind.startsWith('__Unused'));
}
