// SPDX-License-Identifier: GPL-3.0-or-later

import { Meter } from '../charts/Meter.tsx';
import { RewardChart } from '../charts/RewardChart.tsx';
import { Sized } from '../charts/Sized.tsx';
import { amount, count, counted, money, span } from '../format.ts';
import { sum } from '../model/points.ts';
import type { Chain, State } from '../model/types.ts';
import { who } from '../model/who.ts';
import { Empty } from '../ui/Empty.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Tiles } from '../ui/Tiles.tsx';

const HEIGHT = 110;

/** The era, who is elected in it, and what the last ones have paid. */
export function Staking({ chain, state }: { chain: Chain; state: State }) {
	const { pace, token } = chain;
	const { staking } = state;
	if (staking === null) {
		return (
			<Panel title="Staking" span="span-6">
				<Empty>
					<p>No era yet: it begins with the first block.</p>
				</Empty>
			</Panel>
		);
	}
	const { era, done, total, session, sessionDone, elected, rewards } = staking;
	const ranked = elected.toSorted((a, b) => b.total - a.total);
	const most = Math.max(...elected.map((one) => one.total), 1);
	const left = (blocks: number) => span(Math.max(blocks, 0) * pace.blockTime);
	return (
		<Panel title="Staking" span="span-6 two-rows" aside={`era ${count(era)}, session ${count(session)}`}>
			<Tiles
				tiles={[
					['Stake', money(sum(elected.map((one) => one.total)), token)],
					['Elected', counted(elected.length, 'validator')],
					['Nominators', count(staking.nominators)]
				]}
			/>
			<table className="section meters">
				<caption className="hidden">How far the era and the session are</caption>
				<tbody>
					<tr>
						<td>Era</td>
						<td>
							<Meter value={done / total} label="Blocks of the era that are over" />
						</td>
						<td className="number muted">
							{count(done)} of {counted(total, 'block')}, {left(total - done)} to go
						</td>
					</tr>
					<tr>
						<td>Session</td>
						<td>
							<Meter value={sessionDone / pace.session} label="Blocks of the session that are over" />
						</td>
						<td className="number muted">
							{count(sessionDone)} of {counted(pace.session, 'block')}, {left(pace.session - sessionDone)}{' '}
							to go
						</td>
					</tr>
				</tbody>
			</table>
			<div className="scroll section">
				<table className="elected">
					<caption className="hidden">Elected validators</caption>
					<thead>
						<tr>
							<th>Validator</th>
							<th>Stake</th>
							<th className="number">{token}</th>
							<th className="number">Of nominators</th>
							<th className="number">Points</th>
						</tr>
					</thead>
					<tbody>
						{ranked.map((one) => (
							<tr key={one.validator}>
								<td className="nowrap">{who(one.validator)}</td>
								<td>
									<Meter value={one.total / most} label={money(one.total, token)} />
								</td>
								<td className="number">{amount(one.total)}</td>
								<td className="number" title={counted(one.nominators, 'nominator')}>
									{amount(one.total - one.own)}
								</td>
								<td className="number">{count(one.points)}</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
			<div className="section">
				<h3>Rewards by era, {token}</h3>
				{rewards.length === 0 ? (
					<p className="muted">The first rewards come when era 1 begins.</p>
				) : (
					<Sized height={HEIGHT}>
						{(width) => <RewardChart rewards={rewards} token={token} width={width} height={HEIGHT} />}
					</Sized>
				)}
			</div>
		</Panel>
	);
}
