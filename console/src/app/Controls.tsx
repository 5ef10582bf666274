// SPDX-License-Identifier: GPL-3.0-or-later

import { type FormEvent, useRef, useState } from 'react';

import { block, counted } from '../format.ts';
import { AFTER, nextPhaseAt } from '../model/steps.ts';
import { dayOf, eraOf } from '../model/time.ts';
import type { Chain, Engine, State, View } from '../model/types.ts';
import type { Commands } from './useCommands.ts';

/** What moves the chain through time. Nothing where the node has no development engine. */
export function Controls({ view, commands }: { view: View; commands: Commands }) {
	const { chain, state, engine, link } = view;
	const off = link !== 'up' || commands.busy !== null || engine === null;
	if (link === 'up' && engine === null) {
		return null;
	}
	return (
		<div className="controls">
			<Forward chain={chain} state={state} off={off} commands={commands} />
			<GoTo chain={chain} state={state} off={off} commands={commands} />
			<Snapshots engine={engine} off={off} commands={commands} />
		</div>
	);
}

interface Part {
	chain: Chain | null;
	state: State | null;
	off: boolean;
	commands: Commands;
}

function Forward({ chain, state, off, commands }: Part) {
	const pace = chain?.pace;
	const steps: [string, string, number | undefined][] = [
		['Block', 'a block', 1],
		['Session', 'a session', pace?.session],
		['Era', 'an era', pace && eraOf(pace)],
		['Day', 'a day', pace && dayOf(pace)]
	];
	const running = state?.auction?.running ?? null;
	const at = running !== null && pace !== undefined ? nextPhaseAt(running, pace) : null;
	const phase =
		running === null
			? 'No auction runs'
			: `Until ${AFTER[running.phase]}${at === null ? '' : `, ${block(at)}`}`;
	return (
		<fieldset className="group" disabled={off}>
			<legend>Forward by</legend>
			{steps.map(([name, one, count]) => (
				<button
					key={name}
					title={count === undefined ? '' : counted(count, 'block')}
					aria-label={`Forward by ${one}`}
					disabled={count === undefined}
					onClick={() => count !== undefined && commands.blocks(count)}
				>
					{name}
				</button>
			))}
			<button
				title={phase}
				disabled={running === null || pace === undefined}
				onClick={() => pace !== undefined && commands.nextPhase(pace)}
			>
				Next auction phase
			</button>
		</fieldset>
	);
}

function GoTo({ chain, state, off, commands }: Part) {
	const [at, setAt] = useState('');
	const time = at === '' ? null : Date.parse(`${at}Z`);
	const run = () => {
		if (time !== null && chain !== null && state !== null) {
			const blocks = Math.ceil((time - state.time) / chain.pace.blockTime);
			commands.to(state.block + Math.max(blocks, 0));
		}
	};
	const late = time !== null && state !== null && time <= state.time;
	return (
		<fieldset className="group" disabled={off}>
			<legend>Go to a date (UTC)</legend>
			<input
				type="datetime-local"
				aria-label="Date, in UTC"
				step={60}
				value={at}
				{...(state === null || state.time === 0 ? {} : { min: local(state.time) })}
				onChange={(event) => setAt(event.target.value)}
			/>
			<button
				disabled={time === null || late}
				title="Makes every block until then"
				onClick={run}
			>
				Run
			</button>
			<button
				disabled={time === null || late}
				title="Makes one block at that time, and none before it"
				onClick={() => time !== null && commands.jump(time)}
			>
				Jump
			</button>
		</fieldset>
	);
}

/** A time as an input for dates has it. */
function local(time: number): string {
	return new Date(time).toISOString().slice(0, 16);
}

function Snapshots({
	engine,
	off,
	commands
}: {
	engine: Engine | null;
	off: boolean;
	commands: Commands;
}) {
	const [chosen, setChosen] = useState<number | null>(null);
	const snapshots = engine?.snapshots ?? [];
	const current = snapshots.find(({ id }) => id === chosen) ?? snapshots.at(-1);
	return (
		<fieldset className="group" disabled={off}>
			<legend>Snapshots and files</legend>
			<button onClick={commands.snapshot}>Take</button>
			<select
				aria-label="Snapshot"
				className="snapshots"
				disabled={current === undefined}
				value={current?.id ?? ''}
				onChange={(event) => setChosen(Number(event.target.value))}
			>
				{current === undefined && <option value="">none yet</option>}
				{snapshots.toReversed().map(({ id, block: at }) => (
					<option key={id} value={id}>
						{id}: {block(at)}
					</option>
				))}
			</select>
			<button
				disabled={current === undefined}
				title="Takes the chain back to the snapshot; later snapshots go"
				onClick={() => current && commands.revert(current.id)}
			>
				Revert
			</button>
			<button disabled={current === undefined} onClick={() => current && commands.drop(current.id)}>
				Drop
			</button>
			<Dump commands={commands} />
		</fieldset>
	);
}

function Dump({ commands }: { commands: Commands }) {
	const [path, setPath] = useState('');
	const dialog = useRef<HTMLDialogElement>(null);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		dialog.current!.close();
		commands.dump(path);
	};
	return (
		<>
			<button title="Writes the chain to a file, to go on from elsewhere" onClick={() => dialog.current!.showModal()}>
				Write to a file…
			</button>
			<dialog ref={dialog} aria-label="Write the chain to a file">
				<form onSubmit={submit}>
					<h2>Write the chain to a file</h2>
					<p className="muted">
						Every block, and the state after the newest one, which becomes final.{' '}
						<code>canary --dev --load-state FILE</code>, with the same <code>--chain</code>, goes on from there, on
						another machine too.
					</p>
					<input
						type="text"
						aria-label="Path of the file, on the node's machine"
						placeholder="/path/to/my.chain, on the node's machine"
						required
						value={path}
						onChange={(event) => setPath(event.target.value)}
					/>
					<div className="group">
						<button className="primary">Write</button>
						<button type="button" onClick={() => dialog.current!.close()}>
							Close
						</button>
					</div>
				</form>
			</dialog>
		</>
	);
}
