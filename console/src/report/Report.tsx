// SPDX-License-Identifier: GPL-3.0-or-later

import { useMemo, useState } from 'react';

import { block, counted, moment, span } from '../format.ts';
import { rewound } from '../model/history.ts';
import type { Recording } from '../model/types.ts';
import { Auction } from '../panels/Auction.tsx';
import { Crowdloans } from '../panels/Crowdloans.tsx';
import { Events } from '../panels/Events.tsx';
import { Leases } from '../panels/Leases.tsx';
import { Paras } from '../panels/Paras.tsx';
import { Referenda } from '../panels/Referenda.tsx';
import { Staking } from '../panels/Staking.tsx';
import { Panel } from '../ui/Panel.tsx';
import { ThemeChoice } from '../ui/ThemeChoice.tsx';
import { Tiles } from '../ui/Tiles.tsx';

/** What was rehearsed, what came of it, and the chain at the moments that were recorded. */
export function Report({ recording }: { recording: Recording }) {
	const { title, summary, made, chain, states, history, checks, figures } = recording;
	const [chosen, setChosen] = useState(states.length - 1);
	const state = states[chosen]!.state;
	const until = useMemo(() => rewound(history, state.block), [history, state]);
	const failed = checks.filter(({ passed }) => !passed).length;
	return (
		<div className="wide report">
			<header>
				<div>
					<h1>{title}</h1>
					<p>{summary}</p>
					<p className="muted">
						<code>{made.command}</code>, {moment(Date.parse(made.at))} UTC, {made.machine},{' '}
						{span(made.seconds * 1_000)}. {chain.name}, {chain.runtime.name} {chain.runtime.version}.
					</p>
				</div>
				<ThemeChoice />
			</header>
			{figures.length > 0 && (
				<Tiles tiles={figures.map(({ label, value }) => [label, value])} />
			)}
			<main>
				<Timeline recording={recording} />
				<Panel
					title="Checks"
					span="span-5"
					aside={
						failed === 0 ? (
							<span className="good">all hold</span>
						) : (
							<span className="bad">{counted(failed, 'failure')}</span>
						)
					}
				>
					{checks.length === 0 ? (
						<p className="muted">Nothing was checked.</p>
					) : (
						<ul className="checks">
							{checks.map(({ text, passed }) => (
								<li key={text} className={passed ? 'passed' : 'failed'}>
									<span className="hidden">{passed ? 'holds: ' : 'fails: '}</span>
									{text}
								</li>
							))}
						</ul>
					)}
				</Panel>
				<div className="chooser" role="group" aria-label="The moment that is shown">
					<h2>The chain at</h2>
					{states.map(({ label, state: { block: at } }, i) => (
						<button key={i} aria-pressed={i === chosen} onClick={() => setChosen(i)}>
							{label} <span className="muted">{block(at)}</span>
						</button>
					))}
				</div>
				<Auction chain={chain} state={state} history={until} />
				<Crowdloans chain={chain} state={state} history={until} />
				<Leases chain={chain} state={state} history={until} />
				<Referenda chain={chain} state={state} history={until} />
				<Staking chain={chain} state={state} />
				<Paras state={state} engine={null} />
				<Events chain={chain} history={until} />
			</main>
		</div>
	);
}

/** What happened when, by the chain's clock and by the wall's. */
function Timeline({ recording: { timeline } }: { recording: Recording }) {
	const begin = timeline[0]?.time ?? 0;
	return (
		<Panel title="What happened" span="span-7">
			<div className="scroll">
				<table>
					<caption className="hidden">What happened when</caption>
					<thead>
						<tr>
							<th className="number">Block</th>
							<th className="number">Chain time</th>
							<th className="number">Wall clock</th>
							<th>What</th>
						</tr>
					</thead>
					<tbody>
						{timeline.map(({ block: at, time, wall, text }, i) => (
							<tr key={i}>
								<td className="number">{block(at)}</td>
								<td className="number" title={moment(time)}>
									{span(time - begin)}
								</td>
								<td className="number">{wall.toFixed(1)} s</td>
								<td>{text}</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</Panel>
	);
}
