// SPDX-License-Identifier: GPL-3.0-or-later

import { memo, useMemo, useState } from 'react';

import { block, hour, money, words } from '../format.ts';
import { isNoise } from '../model/noise.ts';
import type { Chain, ChainEvent, History, Plain, State } from '../model/types.ts';
import { who } from '../model/who.ts';
import { Empty } from '../ui/Empty.tsx';
import { Panel } from '../ui/Panel.tsx';

/** Events that are listed at most. */
const MOST = 300;

/** What pallets said, newest first. */
export function Events({ chain, history }: { chain: Chain; state: State; history: History }) {
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

function textOf(event: ChainEvent, token: string): string {
	return `${event.pallet}.${event.name} ${words(event.name)} #${event.block} ${dataOf(event.data, token)}`;
}

/** The data of an event in words, such as `who Alice, amount 12 KSM`. */
function dataOf(data: Plain, token: string): string {
	if (data !== null && typeof data === 'object' && !Array.isArray(data) && !('ksm' in data)) {
		return Object.entries(data)
			.filter(([, value]) => value !== null)
			.map(([name, value]) => `${name.replaceAll('_', ' ')} ${valueOf(value, token)}`)
			.join(', ');
	}
	return data === null ? '' : valueOf(data, token);
}

/** An address of this family, in base 58. */
const ADDRESS = /^[1-9A-HJ-NP-Za-km-z]{46,48}$/;
/** Characters of a hash that are shown. */
const HASH = 18;

/** The bit of a vote that says aye; the others are its conviction. */
const AYE = 0x80;

/** A vote that is not split, such as `aye with 12 KSM, conviction 1`. */
function voteOf({ vote, balance }: { vote: number; balance: Plain }, token: string): string {
	const conviction = vote & ~AYE;
	const words = conviction === 0 ? 'without conviction' : `conviction ${conviction}`;
	return `${vote & AYE ? 'aye' : 'nay'} with ${valueOf(balance, token)}, ${words}`;
}

function valueOf(value: Plain, token: string): string {
	if (value === null) {
		return 'none';
	}
	if (Array.isArray(value)) {
		return value.map((part) => valueOf(part, token)).join(' ');
	}
	switch (typeof value) {
		case 'object': {
			if (typeof value['ksm'] === 'number') {
				return money(value['ksm'], token);
			}
			const standard = value['Standard'];
			if (standard !== undefined && standard !== null && typeof standard === 'object') {
				return voteOf(standard as { vote: number; balance: Plain }, token);
			}
			const inner = Object.entries(value).filter(([, part]) => part !== null);
			return inner.map(([name, part]) => `${words(name).toLowerCase()} ${valueOf(part, token)}`).join(' ');
		}
		case 'number':
			return String(value);
		case 'boolean':
			return value ? 'yes' : 'no';
		default:
			if (ADDRESS.test(value)) {
				return who(value);
			}
			return value.startsWith('0x') && value.length > HASH ? `${value.slice(0, HASH - 4)}…` : value;
	}
}
