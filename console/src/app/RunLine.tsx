// SPDX-License-Identifier: GPL-3.0-or-later

import { Meter } from '../charts/Meter.tsx';
import { block, count, span, speed } from '../format.ts';
import type { Engine, View } from '../model/types.ts';
import type { Commands } from './useCommands.ts';

/** What is going on: what is wrong, a run of blocks, or what came of the last command. */
export function RunLine({ view, url, commands }: { view: View; url: string; commands: Commands }) {
	const { busy, said } = commands;
	const { engine } = view;
	const run = engine?.run ?? null;
	const wrong = trouble(view, url);
	if (wrong !== null) {
		return (
			<div className="run">
				<div className="text bad" role="alert" title={wrong}>
					{wrong}
				</div>
			</div>
		);
	}
	return (
		<div className="run">
			<div className="text" role="status">
				{run !== null ? (
					<>
						<Meter value={run.done / Math.max(run.total, 1)} label="Blocks of the run that are made" />
						<span>
							{busy ?? 'A run of blocks'}: {count(run.done)} of {count(run.total)}, now at{' '}
							{block(run.block)}. {speed(run.blocksPerSecond)}, {span(run.remainingSeconds * 1_000)} to go.
						</span>
					</>
				) : busy !== null ? (
					<span>{busy} …</span>
				) : said !== null ? (
					<span className={said.bad ? 'bad' : ''}>{said.text}</span>
				) : (
					<span className="muted">{idle(engine)}</span>
				)}
			</div>
			<div>
				{run !== null || busy !== null ? (
					<button className="small" onClick={commands.cancel}>
						Cancel
					</button>
				) : (
					said !== null && (
						<button className="quiet" onClick={commands.dismiss}>
							Dismiss
						</button>
					)
				)}
			</div>
		</div>
	);
}

/** Why the page may not show how the chain is; nothing if it does. */
function trouble({ link, problem }: View, url: string): string | null {
	if (link === 'away') {
		return `The node at ${url} does not answer. This page goes on when it is back.`;
	}
	return problem === null ? null : `The node cannot be read: ${problem}.`;
}

function idle(engine: Engine | null): string {
	if (engine === null) {
		return 'This node has no development engine: the console shows it, and cannot move it through time.';
	}
	if (engine.fault !== null) {
		return `No block can be written: ${engine.fault}.`;
	}
	const modes: Record<string, string> = {
		auto: 'A block comes for each transaction, and every 6 seconds.',
		instant: 'A block comes for each transaction.',
		manual: 'Blocks come on request.'
	};
	return modes[engine.sealing] ?? 'Blocks come by the clock.';
}
