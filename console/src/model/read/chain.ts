// SPDX-License-Identifier: GPL-3.0-or-later

/** What stays the same as long as the runtime does. */

import type { Rpc } from '../rpc.ts';
import { type Decoded, METADATA_VERSION, Runtime } from '../runtime.ts';
import type { Chain, Curve, Pace, Track } from '../types.ts';

/** Parts of a whole, as the runtime counts shares. */
const BILLION = 1e9;

/** Asks for the runtime that is in force at a block. */
export async function readRuntime(rpc: Rpc, at: string): Promise<Runtime> {
	const version = `0x${METADATA_VERSION.toString(16).padStart(2, '0')}000000`;
	const method = 'Metadata_metadata_at_version';
	return new Runtime(await rpc.request<string>('state_call', method, version, at));
}

/** Asks what the chain is called, and reads its periods off the runtime. */
export async function readChain(rpc: Rpc, runtime: Runtime): Promise<Chain> {
	const [name, genesis, properties] = await Promise.all([
		rpc.request<string>('system_chain'),
		rpc.request<string>('chain_getBlockHash', 0),
		rpc.request<{ tokenSymbol?: string | string[] }>('system_properties')
	]);
	const version = runtime.constant('System', 'Version');
	return {
		name,
		genesis,
		runtime: { name: version.spec_name, version: version.spec_version },
		token: [properties.tokenSymbol ?? 'units'].flat()[0]!,
		pace: pace(runtime),
		tracks: runtime.has('Referenda') ? runtime.constant('Referenda', 'Tracks').map(track) : []
	};
}

function pace(runtime: Runtime): Pace {
	const constant = (pallet: string, name: string) =>
		runtime.has(pallet) ? Number(runtime.constant(pallet, name)) : 0;
	return {
		blockTime: constant('Babe', 'ExpectedBlockTime'),
		session: constant('Babe', 'EpochDuration'),
		sessionsPerEra: constant('Staking', 'SessionsPerEra'),
		leasePeriod: constant('Slots', 'LeasePeriod'),
		leaseOffset: constant('Slots', 'LeaseOffset'),
		endingPeriod: constant('Auctions', 'EndingPeriod'),
		sampleLength: constant('Auctions', 'SampleLength'),
		periodsOnOffer: constant('Auctions', 'LeasePeriodsPerSlot')
	};
}

function track([id, terms]: [number, Decoded]): Track {
	return {
		id,
		name: terms.name,
		preparePeriod: terms.prepare_period,
		decisionPeriod: terms.decision_period,
		confirmPeriod: terms.confirm_period,
		enactmentPeriod: terms.min_enactment_period,
		minApproval: curve(terms.min_approval),
		minSupport: curve(terms.min_support)
	};
}

function curve({ type, value }: Decoded): Curve {
	const share = (part: string) => Number(value[part]) / BILLION;
	switch (type) {
		case 'LinearDecreasing':
			return { type, length: share('length'), floor: share('floor'), ceil: share('ceil') };
		case 'SteppedDecreasing':
			return {
				type,
				begin: share('begin'),
				end: share('end'),
				step: share('step'),
				period: share('period')
			};
		case 'Reciprocal':
			return {
				type,
				factor: share('factor'),
				xOffset: share('x_offset'),
				yOffset: share('y_offset')
			};
		default:
			throw new Error(`${String(type)} is no curve that is known here`);
	}
}
