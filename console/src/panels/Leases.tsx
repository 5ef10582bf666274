// SPDX-License-Identifier: GPL-3.0-or-later

import { LeaseChart, leaseHeight } from '../charts/LeaseChart.tsx';
import { Sized } from '../charts/Sized.tsx';
import { counted, date, hour, span } from '../format.ts';
import { withPast } from '../model/leases.ts';
import { blockOf, periodOf, timeOf } from '../model/time.ts';
import type { Chain, Fund, History, State } from '../model/types.ts';
import { who } from '../model/who.ts';
import { Empty } from '../ui/Empty.tsx';
import { Panel } from '../ui/Panel.tsx';

const DAY = 86_400_000;

/** Who leases a slot, in which lease period. */
export function Leases({
	chain,
	state,
	history
}: {
	chain: Chain;
	state: State;
	history: History;
}) {
	const { pace, token } = chain;
	if (state.leases === null) {
		return (
			<Panel title="Leases">
				<Empty>
					<p>This runtime has no leases.</p>
				</Empty>
			</Panel>
		);
	}
	const leases = withPast(state.leases, history.events);
	const plans = (state.crowdloans?.funds ?? []).flatMap((fund) => plan(fund, state));
	const running = state.auction?.running ?? null;
	const offered =
		running === null
			? null
			: { first: running.firstPeriod, last: running.firstPeriod + pace.periodsOnOffer - 1 };
	const length = pace.leasePeriod * pace.blockTime;
	const begins = (period: number) => {
		const time = timeOf(blockOf(period, pace), state, pace);
		return length < DAY ? hour(time).slice(0, 5) : date(time);
	};
	const current = state.leases.current;
	const aside =
		`a lease period is ${counted(pace.leasePeriod, 'block')}, ${span(length)}` +
		(current === null ? '' : `; this is period ${current}`);
	if (leases.length === 0 && plans.length === 0) {
		return (
			<Panel title="Leases" aside={aside}>
				<Empty>
					<p>No para has a lease yet.</p>
					<p>
						A lease comes from an auction, or from <code>slots.forceLease</code> with the origin{' '}
						<code>LeaseAdmin</code> or root. <code>scripts/dev --para demo --para-lease</code> begins a
						chain with a para that has a slot without a lease.
					</p>
				</Empty>
			</Panel>
		);
	}
	return (
		<Panel title="Leases" aside={aside}>
			<Sized height={leaseHeight({ leases, plans })}>
				{(width) => (
					<LeaseChart
						leases={leases}
						plans={plans}
						offered={offered}
						now={periodOf(state.block, pace)}
						begins={begins}
						nameOf={who}
						token={token}
						width={width}
					/>
				)}
			</Sized>
			<p className="legend">
				<span>Filled: leased</span>
				{plans.length > 0 && <span>Outlined: a crowdloan would bid for it</span>}
				{offered !== null && (
					<span>
						Shaded: on offer, periods {offered.first} to {offered.last}
					</span>
				)}
				<span>Line: now. Times are UTC, if none is skipped</span>
			</p>
		</Panel>
	);
}

/** The lease periods that a fund would bid for, unless its para has them already. */
function plan({ para, first, last }: Fund, { leases }: State) {
	const leased = leases?.leases.some(
		(lease) => lease.para === para && first !== null && lease.first <= first && first <= lease.last
	);
	return first === null || last === null || leased
		? []
		: [{ para, first, last, label: `The crowdloan of para ${para} bids for periods ${first} to ${last}` }];
}
