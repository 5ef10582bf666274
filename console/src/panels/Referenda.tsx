// SPDX-License-Identifier: GPL-3.0-or-later

import { useState } from 'react';

import type { Commands } from '../app/useCommands.ts';
import { ReferendumChart } from '../charts/ReferendumChart.tsx';
import { Sized } from '../charts/Sized.tsx';
import { block, count, percent, when, words } from '../format.ts';
import { timeOf } from '../model/time.ts';
import type { Chain, History, Referendum, State, Track } from '../model/types.ts';
import { Empty } from '../ui/Empty.tsx';
import { Panel } from '../ui/Panel.tsx';

const HEIGHT = 170;
/** Referenda that are shown before somebody asks for more. */
const FEW = 6;

interface Props {
	chain: Chain;
	state: State;
	history: History;
	/** Nothing in a report. */
	commands?: Commands;
}

/** The referenda that go on: how high support and approval are, and how high they must be. */
export function Referenda({ chain, state, history, commands }: Props) {
	const [all, setAll] = useState(false);
	const referenda = state.referenda ?? [];
	if (referenda.length === 0) {
		return (
			<Panel title="Referenda">
				<Empty>
					{state.referenda === null ? (
						<p>This runtime has no referenda.</p>
					) : (
						<>
							<p>No referendum goes on.</p>
							<p>
								Anybody submits one: <code>preimage.notePreimage</code>, <code>referenda.submit</code>,{' '}
								<code>referenda.placeDecisionDeposit</code>, in polkadot.js apps under{' '}
								<em>Governance, Referenda</em>.
							</p>
						</>
					)}
				</Empty>
			</Panel>
		);
	}
	const shown = all ? referenda : referenda.slice(0, FEW);
	return (
		<Panel title="Referenda" aside={`${count(referenda.length)} ${referenda.length === 1 ? 'referendum' : 'referenda'} going on`}>
			<div className="cards">
				{shown.map((referendum) => (
					<Card
						key={referendum.index}
						referendum={referendum}
						chain={chain}
						state={state}
						history={history}
						{...(commands === undefined ? {} : { commands })}
					/>
				))}
			</div>
			<p className="legend">
				<span className="approval">
					<i />
					approval
				</span>
				<span className="approval">
					<i className="dashed" />
					approval required
				</span>
				<span className="support">
					<i />
					support
				</span>
				<span className="support">
					<i className="dashed" />
					support required
				</span>
				<span>Circle: where the bar comes down to the votes. Green: the confirmation, if no vote changes</span>
				{referenda.length > FEW && (
					<button className="small" onClick={() => setAll(!all)}>
						{all ? `Show ${FEW}` : `Show all ${referenda.length}`}
					</button>
				)}
			</p>
		</Panel>
	);
}

function Card({ referendum, chain, state, history, commands }: Props & { referendum: Referendum }) {
	const { index, approval, support } = referendum;
	const track = chain.tracks.find(({ id }) => id === referendum.track);
	if (track === undefined) {
		return null;
	}
	const tallies = history.points.flatMap((point) =>
		point.tallies[index] === undefined ? [] : [{ block: point.block, ...point.tallies[index] }]
	);
	return (
		<article className="card" aria-label={`Referendum ${index}`}>
			<header>
				<h3>
					{index} · {words(track.name)}
				</h3>
				{commands !== undefined && (
					<button
						className="small"
						disabled={commands.busy !== null || referendum.alarm === null}
						title={`Makes blocks until referendum ${index} is decided`}
						onClick={() => commands.decision(index)}
					>
						To its decision
					</button>
				)}
			</header>
			<p>
				<span className="approval">
					Approval {percent(approval.present)} of {percent(approval.required)}
				</span>
				,{' '}
				<span className="support">
					support {percent(support.present)} of {percent(support.required)}
				</span>
				<br />
				<span className="muted">{outlook(referendum, track, chain, state)}</span>
			</p>
			<Sized height={HEIGHT}>
				{(width) => (
					<ReferendumChart
						referendum={referendum}
						track={track}
						now={state.block}
						tallies={tallies}
						width={width}
						height={HEIGHT}
					/>
				)}
			</Sized>
		</article>
	);
}

/** What becomes of a referendum if nobody votes any more. */
function outlook(referendum: Referendum, track: Track, { pace }: Chain, state: State): string {
	const { deciding, deposit, inQueue, forecast } = referendum;
	const at = (number: number) =>
		`${block(number)}, ${when(timeOf(number, state, pace) - state.time)}`;
	if (!deposit) {
		return 'Waits for its decision deposit.';
	}
	if (inQueue) {
		return 'Waits for a place on its track.';
	}
	if (forecast !== null) {
		const confirming = deciding?.confirming != null;
		return confirming
			? `Confirming: approved at ${at(forecast.approvedAt)}.`
			: `Passes from ${block(forecast.confirmingFrom)} on, approved at ${at(forecast.approvedAt)}.`;
	}
	if (deciding === null) {
		return `Being prepared: the decision begins ${
			referendum.alarm === null ? 'soon' : `at ${at(referendum.alarm)}`
		}.`;
	}
	return `Does not pass so: rejected at ${at(deciding.since + track.decisionPeriod)}.`;
}
