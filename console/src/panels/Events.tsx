// SPDX-License-Identifier: GPL-3.0-or-later

import { memo, useMemo, useState } from 'react';

import { block, hour, words } from '../format.ts';
import { isNoise } from '../model/noise.ts';
import type { Chain, ChainEvent, History } from '../model/types.ts';
import { Empty } from '../ui/Empty.tsx';
import { Panel } from '../ui/Panel.tsx';
import { dataOf, textOf } from './eventWords.ts';

/** Events that are listed at most. */
const MOST = 300;

/** What pallets said, newest first. */
export function Events({ chain, history }: { chain: Chain; history: History }) {
	const [filter, setFilter] = useState('');
	const [noise, setNoise] = useState(false);
	const { events } = history;
	const { token } = chain;
	const found = useMemo(() => {
		const wanted = filter.trim().toLowerCase();
		const matches: ChainEvent[] = [];
		for (let i = events.length - 1; i >= 0 && matches.length < MOST; i--) {
			const event = events[i]!;
			const shown = noise || !isNoise(event);
			if (shown && (wanted === '' || textOf(event, token).toLowerCase().includes(wanted))) {
				matches.push(event);
			}
		}
		return matches;
	}, [events, filter, noise, token]);
	return (
		<Panel title="Events" span="span-6 grows">
			<div className="filter">
				<input
					type="search"
					aria-label="Filter events"
					placeholder="Filter: a pallet, an event, an account, a block"
					value={filter}
					onChange={(event) => setFilter(event.target.value)}
				/>
				<label>
					<input type="checkbox" checked={noise} onChange={(event) => setNoise(event.target.checked)} />
					Show also what comes with every block and transaction
				</label>
			</div>
			<div className="events" tabIndex={0} role="log" aria-label="Events, newest first" aria-live="off">
				{found.length === 0 ? (
					<Empty>
						<p>{events.length === 0 ? 'Nothing has happened yet.' : 'No event matches.'}</p>
					</Empty>
				) : (
					<ol>
						{found.map((event) => (
							<Line key={`${event.block}-${event.index}`} event={event} token={token} />
						))}
					</ol>
				)}
			</div>
		</Panel>
	);
}

const Line = memo(function Line({ event, token }: { event: ChainEvent; token: string }) {
	return (
		<li>
			<span>
				{block(event.block)}
				<br />
				<span className="muted">{hour(event.time)}</span>
			</span>
			<span className="what">
				<b>
					{event.pallet} · {words(event.name)}
				</b>{' '}
				<span className={event.name === 'ExtrinsicFailed' ? 'bad' : 'muted'}>
					{dataOf(event.data, token)}
				</span>
			</span>
		</li>
	);
});
