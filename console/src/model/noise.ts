// SPDX-License-Identifier: GPL-3.0-or-later

/** Events that come with every block or transaction, and say little. */

import type { ChainEvent } from './types.ts';

/** Pallets all of whose events are noise here. */
const PALLETS = new Set(['TransactionPayment', 'ParaInclusion']);
/** Events by pallet and name. */
const NAMES = new Set([
	'Balances.BurnedDebt',
	'Balances.BurnedHeld',
	'Balances.Deposit',
	'Balances.Held',
	'Balances.Issued',
	'Balances.Locked',
	'Balances.MintedCredit',
	'Balances.Released',
	'Balances.Rescinded',
	'Balances.Reserved',
	'Balances.Unlocked',
	'Balances.Unreserved',
	'Balances.Upgraded',
	'Balances.Withdraw',
	'Grandpa.NewAuthorities',
	'Historical.RootStored',
	'Historical.RootsPruned',
	'Scheduler.Canceled',
	'Scheduler.Scheduled',
	'Session.NewQueued',
	'Session.NewSession',
	'System.ExtrinsicSuccess',
	'System.NewAccount',
	'Treasury.Deposit',
	'Treasury.Rollover',
	'Treasury.Spending',
	'Treasury.UpdatedInactive',
	'VoterList.Rebagged',
	'VoterList.ScoreUpdated'
]);

export function isNoise({ pallet, name }: Pick<ChainEvent, 'pallet' | 'name'>): boolean {
	return PALLETS.has(pallet) || NAMES.has(`${pallet}.${name}`);
}

/** Pallets whose events move the figures that charts over time show. */
const MOVING = new Set(['Auctions', 'ConvictionVoting', 'Crowdloan', 'Referenda']);

/** Whether an event moves a figure that charts over time show. */
export function moves({ pallet }: Pick<ChainEvent, 'pallet'>): boolean {
	return MOVING.has(pallet);
}
