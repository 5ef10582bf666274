// SPDX-License-Identifier: GPL-3.0-or-later

import { block, date, hour, speed } from '../format.ts';
import type { View } from '../model/types.ts';
import { ThemeChoice } from '../ui/ThemeChoice.tsx';
import type { Commands } from './useCommands.ts';

/** How the node may seal blocks, and what that means. */
const SEALING: Record<string, string> = {
	auto: 'auto: on transactions, and every 6 s',
	instant: 'instant: on transactions',
	'interval=200': 'every 0.2 s',
	'interval=1000': 'every second',
	'interval=6000': 'every 6 s',
	manual: 'manual: on request'
};

/** Which chain this is, what time it has, and how far it is. */
export function TopBar({ view, commands }: { view: View; commands: Commands }) {
	const { chain, state, engine, pace, link } = view;
	const best = engine?.best ?? state?.block;
	const time = engine?.time ?? state?.time ?? 0;
	return (
		<div className="bar">
			<div className="brand">
				<img src="/canary.svg" alt="" />
				<div>
					<h1>{chain?.name ?? 'Canary console'}</h1>
					<small className="muted">
						{chain === null ? link : `${chain.runtime.name} ${chain.runtime.version}`}
					</small>
				</div>
			</div>
			<dl className="facts">
				<div className="clock">
					<dt>Chain time (UTC)</dt>
					<dd>{time === 0 ? 'before the first block' : `${date(time)}, ${hour(time)}`}</dd>
				</div>
				<div>
					<dt>Head</dt>
					<dd data-test="head">{best === undefined ? '–' : block(best)}</dd>
				</div>
				<div>
					<dt>Finalized</dt>
					<dd>{engine === null ? '–' : block(engine.finalized)}</dd>
				</div>
				<div className="speed">
					<dt>Speed</dt>
					<dd>{pace === null ? '–' : speed(engine?.run?.blocksPerSecond ?? pace)}</dd>
				</div>
			</dl>
			<div className="side">
				{engine !== null && (
					<label>
						<span className="muted">Sealing</span>
						<Sealing current={engine.sealing} disabled={link !== 'up'} onChange={commands.seal} />
					</label>
				)}
				<ThemeChoice />
			</div>
		</div>
	);
}

function Sealing({
	current,
	disabled,
	onChange
}: {
	current: string;
	disabled: boolean;
	onChange: (mode: string) => void;
}) {
	const modes = current in SEALING ? SEALING : { ...SEALING, [current]: current };
	return (
		<select
			aria-label="Sealing"
			value={current}
			disabled={disabled}
			onChange={(event) => onChange(event.target.value)}
		>
			{Object.entries(modes).map(([mode, text]) => (
				<option key={mode} value={mode}>
					{text}
				</option>
			))}
		</select>
	);
}
