// SPDX-License-Identifier: GPL-3.0-or-later

import type { Live } from '../model/live.ts';
import { Auction } from '../panels/Auction.tsx';
import { Crowdloans } from '../panels/Crowdloans.tsx';
import { Events } from '../panels/Events.tsx';
import { Leases } from '../panels/Leases.tsx';
import { Paras } from '../panels/Paras.tsx';
import { Referenda } from '../panels/Referenda.tsx';
import { Staking } from '../panels/Staking.tsx';
import { Controls } from './Controls.tsx';
import { RunLine } from './RunLine.tsx';
import { TopBar } from './TopBar.tsx';
import { useCommands } from './useCommands.ts';
import { useView } from './useView.ts';

/** The whole page. */
export function App({ source }: { source: Live }) {
	const view = useView(source);
	const commands = useCommands(source);
	const { chain, state, history, engine } = view;
	return (
		<>
			<a className="skip" href="#panels">
				Skip to the panels
			</a>
			<header className="top">
				<div className="wide">
					<TopBar view={view} commands={commands} />
					<Controls view={view} commands={commands} />
					<RunLine view={view} url={source.url} commands={commands} />
				</div>
			</header>
			<div className="wide">
				{chain === null || state === null ? (
					<p className="loading muted">
						{view.link === 'away' ? 'There is no node to read a chain from.' : 'Reading the chain …'}
					</p>
				) : (
					<main id="panels" tabIndex={-1}>
						<Auction chain={chain} state={state} history={history} />
						<Crowdloans chain={chain} state={state} history={history} />
						<Leases chain={chain} state={state} history={history} />
						<Referenda chain={chain} state={state} history={history} commands={commands} />
						<Staking chain={chain} state={state} />
						<Paras state={state} engine={engine} />
						<Events chain={chain} history={history} />
					</main>
				)}
			</div>
		</>
	);
}
