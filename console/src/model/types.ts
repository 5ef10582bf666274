// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * What the console and the reports know of a chain. All of it is plain data that JSON can hold.
 *
 * Units: amounts are in KSM, periods in blocks or, where the name says so, in lease periods; times are
 * milliseconds since 1970, of the chain's clock; shares are between 0 and 1.
 */

/** A value of an event, as JSON has it. An amount of money is `{ ksm }`. */
export type Plain = string | number | boolean | null | Plain[] | { [name: string]: Plain };

/** A block and its time. */
export interface Moment {
	block: number;
	time: number;
}

/** What stays the same as long as the runtime does. */
export interface Chain {
	/** What people call the chain. */
	name: string;
	/** The hash of its first block. */
	genesis: string;
	runtime: { name: string; version: number };
	token: string;
	pace: Pace;
	tracks: Track[];
}

/** How long the chain's periods are, in blocks where nothing else is said. */
export interface Pace {
	/** Milliseconds of chain time between two blocks. */
	blockTime: number;
	/** A session, which is an epoch. */
	session: number;
	/** Sessions in an era. */
	sessionsPerEra: number;
	leasePeriod: number;
	/** The block at which lease period 0 begins. */
	leaseOffset: number;
	/** The ending period of an auction, in which the candle burns. */
	endingPeriod: number;
	/** Blocks of the ending period that share a standing. */
	sampleLength: number;
	/** Lease periods that an auction offers. */
	periodsOnOffer: number;
}

/** The terms of a track of referenda. */
export interface Track {
	id: number;
	name: string;
	preparePeriod: number;
	decisionPeriod: number;
	confirmPeriod: number;
	enactmentPeriod: number;
	minApproval: Curve;
	minSupport: Curve;
}

/** How a bar falls over the decision period. Parts are of the period and of all votes, between 0 and 1. */
export type Curve =
	| { type: 'LinearDecreasing'; length: number; floor: number; ceil: number }
	| { type: 'SteppedDecreasing'; begin: number; end: number; step: number; period: number }
	| { type: 'Reciprocal'; factor: number; xOffset: number; yOffset: number };

/** The state of a chain at one block. Nothing stands where the runtime lacks the pallet. */
export interface State extends Moment {
	hash: string;
	auction: Auction | null;
	leases: Leases | null;
	crowdloans: Crowdloans | null;
	referenda: Referendum[] | null;
	staking: Staking | null;
	paras: Para[] | null;
}

/** Where the auctions stand. */
export interface Auction {
	/** Auctions that were opened until now; the number of the one that runs, if one runs. */
	count: number;
	/** The one that runs, or that is being cleared. */
	running: RunningAuction | null;
}

export interface RunningAuction {
	phase: AuctionPhase;
	/** The first lease period on offer. */
	firstPeriod: number;
	/** The first block of the ending period: the candle is lit. */
	ending: number;
	/** The sample of the ending period, and the block in it. */
	sample: number | null;
	/** The bids that lead in their ranges. */
	standing: Bid[];
}

/**
 * Starting: bids, no candle. Ending: the candle burns. Drawing: the blocks after it draw the lot. Closing: the
 * lot is drawn; leases are given and losers released.
 */
export type AuctionPhase = 'starting' | 'ending' | 'drawing' | 'closing';

/** A bid that leads in its range. */
export interface Bid {
	para: number;
	bidder: string;
	/** For each period of the range. */
	amount: number;
	/** Lease periods, both inclusive. */
	first: number;
	last: number;
}

export interface Leases {
	/** The current lease period. Nothing before period 0. */
	current: number | null;
	leases: Lease[];
}

/** Consecutive lease periods of a para that one account pays for. */
export interface Lease {
	para: number;
	leaseholder: string;
	/** What is held for it. */
	amount: number;
	/** Lease periods, both inclusive. */
	first: number;
	last: number;
}

export interface Crowdloans {
	/** What is held of all contributors. */
	held: number;
	/** Those that have raised most first. */
	funds: Fund[];
}

export interface Fund {
	fund: number;
	para: number;
	depositor: string | null;
	raised: number;
	cap: number;
	contributors: number;
	/** The block from which on nothing more is taken. */
	end: number | null;
	/** The lease periods that it bids for, both inclusive. Nothing for a fund that the para had earlier. */
	first: number | null;
	last: number | null;
	/** Nothing for a fund that the para had earlier. */
	stage: 'open' | 'ended' | 'releasing' | null;
}

export interface Referendum {
	index: number;
	/** The track's number. */
	track: number;
	/** Whose power the proposal asks for, such as `Root`. */
	origin: string;
	submitted: number;
	/** Nothing before the decision begins. */
	deciding: { since: number; confirming: number | null } | null;
	inQueue: boolean;
	/** Whether the decision deposit is there. */
	deposit: boolean;
	/** The block at which it is looked at next if nobody does anything. */
	alarm: number | null;
	ayes: number;
	nays: number;
	approval: Measure;
	support: Measure;
	passing: boolean;
	/** What happens at the present tally; nothing if it never passes so, or waits for a deposit or a place. */
	forecast: { confirmingFrom: number; approvedAt: number } | null;
	/** On the fast track: the block by which it must begin to pass. */
	hastenedUntil: number | null;
}

/** How high something is, and how high it must be now. Shares. */
export interface Measure {
	present: number;
	required: number;
}

export interface Staking {
	/** The era that runs. */
	era: number;
	/** Blocks of the era that are over, and all of them. */
	done: number;
	total: number;
	session: number;
	/** Blocks of the session that are over. */
	sessionDone: number;
	elected: Elected[];
	/** Stakers behind validators. */
	nominators: number;
	/** The last eras whose stakers have been paid, or can be: the newest first. */
	rewards: EraReward[];
}

export interface Elected {
	validator: string;
	/** Their own and their nominators' stake, in KSM. */
	total: number;
	own: number;
	nominators: number;
	/** Points in this era: blocks and what they backed. */
	points: number;
}

export interface EraReward {
	era: number;
	/** What all validators and nominators of the era share. */
	payout: number;
}

export interface Para {
	id: number;
	/** What people call it; only known of the paras that this node runs. */
	name: string | null;
	/** `Onboarding`, `Parathread` (on demand), `Parachain` (with a slot), and so on. */
	lifecycle: string;
	/** The number of its newest block that the relay chain has; nothing where the head is no such header. */
	head: number | null;
	core: number | null;
	/** Its place in the line for a core, from 1 on. */
	waits: number | null;
	manager: string | null;
}

/** What the development engine is at. */
export interface Engine {
	sealing: string;
	finalityLag: number;
	execution: string;
	best: number;
	bestHash: string;
	finalized: number;
	time: number;
	/** Why nothing can be written, if that is so. */
	fault: string | null;
	run: Progress | null;
	snapshots: Snapshot[];
	paras: { id: number; name: string; best: number; finalized: number }[];
}

/** How a run of blocks is going. */
export interface Progress {
	block: number;
	done: number;
	total: number;
	blocksPerSecond: number;
	remainingSeconds: number;
	finished: boolean;
}

export interface Snapshot {
	id: number;
	block: number;
}

/** Something that a pallet said in a block. */
export interface ChainEvent extends Moment {
	/** Its place in the block. */
	index: number;
	/** The place of its transaction in the block; nothing for what the block itself did. */
	transaction: number | null;
	pallet: string;
	name: string;
	data: Plain;
}

/** What charts over time are made of: a few figures at a block. */
export interface Point extends Moment {
	/** What crowdloans hold in all, and by para. */
	held: number;
	raised: Record<number, number>;
	/** What the winners of the auction would pay in all: the worth of the best bids that do not overlap. */
	worth: number | null;
	/** The tallies of the referenda that go on. */
	tallies: Record<number, { approval: number; support: number }>;
	/** Stake behind the elected validators. */
	stake: number | null;
}

/** What has been seen of the chain until now, oldest first. */
export interface History {
	points: Point[];
	events: ChainEvent[];
}

/** All that a page shows. */
export interface View {
	chain: Chain | null;
	state: State | null;
	history: History;
	/** Nothing where the node is no development chain. */
	engine: Engine | null;
	/** Blocks a second by the wall clock, of late. */
	pace: number | null;
	link: 'connecting' | 'up' | 'away';
	/** What went wrong last, in words. */
	problem: string | null;
}

/** Where views come from: a node, or a recording. */
export interface Source {
	/** The newest view. It is another object whenever something has changed. */
	view(): View;
	/** Calls `listener` after every change. Returns how to stop that. */
	subscribe(listener: () => void): () => void;
}

/** A rehearsal that a report is made of. */
export interface Recording {
	format: 1;
	title: string;
	/** One paragraph: what was rehearsed. */
	summary: string;
	/** How it came about: the command, when, on what machine, how long by the wall clock. */
	made: { command: string; at: string; machine: string; seconds: number };
	chain: Chain;
	/** The states worth a look, oldest first. The charts show one of them at a time, the last to begin with. */
	states: { label: string; state: State }[];
	history: History;
	/** What happened when. `wall` is in seconds since the beginning. */
	timeline: (Moment & { wall: number; text: string })[];
	/** What was to be so, and whether it is. */
	checks: { text: string; passed: boolean }[];
	/** Figures worth a tile, such as blocks a second. */
	figures: { label: string; value: string }[];
}
