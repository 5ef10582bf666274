// SPDX-License-Identifier: GPL-3.0-or-later

import { HeldChart } from '../charts/HeldChart.tsx';
import { Meter } from '../charts/Meter.tsx';
import { paraColour } from '../charts/paraColour.ts';
import { Sized } from '../charts/Sized.tsx';
import { block, count, counted, money, percent, when } from '../format.ts';
import { amountIn, field, named } from '../model/auctions.ts';
import { timeOf } from '../model/time.ts';
import type { Chain, ChainEvent, Fund, History, Point, State } from '../model/types.ts';
import { Empty } from '../ui/Empty.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Swatch } from '../ui/Swatch.tsx';
import { Tiles } from '../ui/Tiles.tsx';

const DAY = 86_400_000;
const HEIGHT = 150;

/** The crowdloans: who has raised how much, when, and until when. */
export function Crowdloans({
	chain,
	state,
	history
}: {
	chain: Chain;
	state: State;
	history: History;
}) {
	const { token } = chain;
	const funds = state.crowdloans?.funds ?? [];
	const points = sinceTheFirst(history.points);
	if (state.crowdloans === null || (funds.length === 0 && points.length === 0)) {
		return (
			<Panel title="Crowdloans" span="span-5">
				<Empty>
					{state.crowdloans === null ? (
						<p>This runtime has no crowdloans.</p>
					) : (
						<>
							<p>No crowdloan yet.</p>
							<p>
								The manager of a para opens one, in polkadot.js apps under{' '}
								<em>Network, Parachains, Crowdloan</em>, and anybody contributes there.
							</p>
						</>
					)}
				</Empty>
			</Panel>
		);
	}
	const day = contributedSince(history.events, state.time - DAY);
	const contributors = funds.reduce((sum, fund) => sum + fund.contributors, 0);
	return (
		<Panel title="Crowdloans" span="span-5" aside={counted(funds.length, 'fund')}>
			<Tiles
				tiles={[
					['Held of contributors', money(state.crowdloans.held, token)],
					['Contributed in the last 24 h', money(day.sum, token)],
					['Contributors', count(contributors)]
				]}
			/>
			{funds.length > 0 && (
				<div className="scroll section">
					<table className="funds">
						<caption className="hidden">Funds, those that have raised most first</caption>
						<thead>
							<tr>
								<th>Para</th>
								<th className="number">Raised</th>
								<th className="meter-cell">Of its cap</th>
								<th className="number">Last 24 h</th>
								<th className="number">Ends</th>
							</tr>
						</thead>
						<tbody>
							{funds.map((fund) => (
								<tr key={fund.fund}>
									<td>
										<Swatch para={fund.para} />
									</td>
									<td className="number">{money(fund.raised, token)}</td>
									<td className="meter-cell" title={`Cap: ${money(fund.cap, token)}`}>
										<Meter
											value={fund.raised / fund.cap}
											label={`${percent(fund.raised / fund.cap)} of the cap`}
											colour={paraColour(fund.para)}
										/>
									</td>
									<td className="number">{money(day.byPara.get(fund.para) ?? 0, token)}</td>
									<td className="number" title={fund.end === null ? '' : block(fund.end)}>
										{end(fund, chain, state)}
									</td>
								</tr>
							))}
						</tbody>
					</table>
				</div>
			)}
			<div className="section">
				<h3>Held over time</h3>
				<Sized height={HEIGHT}>
					{(width) => <HeldChart points={points} token={token} width={width} height={HEIGHT} />}
				</Sized>
			</div>
		</Panel>
	);
}

/** The points from the first contribution on, with nothing before it. */
function sinceTheFirst(points: Point[]): Pick<Point, 'block' | 'raised'>[] {
	const first = points.findIndex(({ held }) => held > 0);
	if (first === -1) {
		return [];
	}
	const begin = { block: Math.max(points[first]!.block - 1, 0), raised: {} };
	return [begin, ...points.slice(first)];
}

function end({ end, stage }: Fund, chain: Chain, state: State): string {
	if (stage === 'releasing') {
		return 'releasing';
	}
	if (end === null || stage === null) {
		return 'pays for a lease';
	}
	return when(timeOf(end, state, chain.pace) - state.time);
}

/** What was contributed since a time, as far as the events were seen. */
function contributedSince(events: ChainEvent[], time: number) {
	const byPara = new Map<number, number>();
	let sum = 0;
	for (const event of named(events, 'Crowdloan', 'Contributed')) {
		if (event.time > time) {
			const para = Number(field(event, 'fund_index'));
			const amount = amountIn(event, 'amount');
			byPara.set(para, (byPara.get(para) ?? 0) + amount);
			sum += amount;
		}
	}
	return { byPara, sum };
}
