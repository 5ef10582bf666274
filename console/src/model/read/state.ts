// SPDX-License-Identifier: GPL-3.0-or-later

/** Reads the state of a chain at a block. */

import type { Rpc } from '../rpc.ts';
import type { Runtime } from '../runtime.ts';
import type { Pace, Point, State } from '../types.ts';
import { sum, worth } from '../points.ts';
import { readAuction, readStanding } from './auction.ts';
import { readCrowdloans, readRaised } from './crowdloans.ts';
import { readLeases } from './leases.ts';
import { readParas } from './paras.ts';
import { Reader } from './reader.ts';
import { readReferenda, readTallies } from './referenda.ts';
import { readStaking } from './staking.ts';

/** All that the panels show. */
export async function readState(
	rpc: Rpc,
	runtime: Runtime,
	pace: Pace,
	hash: string
): Promise<State> {
	const reader = new Reader(rpc, runtime, hash);
	const [block, time] = await moment(reader);
	const [auction, leases, crowdloans, referenda, staking, paras] = await Promise.all([
		readAuction(reader, pace.periodsOnOffer),
		readLeases(reader),
		readCrowdloans(reader),
		readReferenda(reader),
		readStaking(reader, block, pace),
		readParas(reader)
	]);
	return { block, time, hash, auction, leases, crowdloans, referenda, staking, paras };
}

/** The figures of a block that charts over time are made of, for less than the whole state. */
export async function readPoint(
	rpc: Rpc,
	runtime: Runtime,
	pace: Pace,
	hash: string
): Promise<Point> {
	const reader = new Reader(rpc, runtime, hash);
	const [[block, time], standing, raised, tallies] = await Promise.all([
		moment(reader),
		readStanding(reader, pace.periodsOnOffer),
		readRaised(reader),
		readTallies(reader)
	]);
	const held = sum(Object.values(raised));
	return { block, time, held, raised, worth: worth(standing), tallies, stake: null };
}

async function moment(reader: Reader): Promise<[number, number]> {
	const { runtime } = reader;
	const entries = [runtime.entry('System', 'Number'), runtime.entry('Timestamp', 'Now')];
	const [block, time] = await reader.values(entries);
	return [block as number, Number(time)];
}
