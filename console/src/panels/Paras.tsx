// SPDX-License-Identifier: GPL-3.0-or-later

import { count, counted } from '../format.ts';
import type { Engine, Para, State } from '../model/types.ts';
import { who } from '../model/who.ts';
import { Empty } from '../ui/Empty.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Swatch } from '../ui/Swatch.tsx';

/** What the states of a para mean. */
const LIFECYCLES: Record<string, string> = {
	Onboarding: 'onboarding',
	Parathread: 'on demand',
	Parachain: 'has a slot',
	UpgradingParathread: 'moving up',
	DowngradingParachain: 'moving down',
	OffboardingParathread: 'leaving',
	OffboardingParachain: 'leaving'
};

/** The paras: what they are, how far they have come, and on which core. */
export function Paras({ state, engine }: { state: State; engine: Engine | null }) {
	const paras = state.paras ?? [];
	if (paras.length === 0) {
		return (
			<Panel title="Paras" span="span-6">
				<Empty>
					<p>{state.paras === null ? 'This runtime has no paras.' : 'No para is registered yet.'}</p>
					<p>
						<code>scripts/dev --para demo --para-lease</code> begins a chain with one. Anybody registers
						one with <code>registrar.reserve</code> and <code>registrar.register</code>.
					</p>
				</Empty>
			</Panel>
		);
	}
	return (
		<Panel title="Paras" span="span-6" aside={counted(paras.length, 'para')}>
			<div className="scroll">
				<table className="paras">
					<caption className="hidden">Paras</caption>
					<thead>
						<tr>
							<th>Para</th>
							<th>State</th>
							<th>Core</th>
							<th className="number">Head</th>
							{engine !== null && <th className="number made">Made here</th>}
							<th>Manager</th>
						</tr>
					</thead>
					<tbody>
						{paras.map((para) => {
							const here = engine?.paras.find(({ id }) => id === para.id);
							return (
								<tr key={para.id}>
									<td>
										<Swatch para={para.id} />
										{here !== undefined && <div className="muted">{here.name}</div>}
									</td>
									<td>{LIFECYCLES[para.lifecycle] ?? para.lifecycle}</td>
									<td>{core(para)}</td>
									<td className="number">{para.head === null ? '–' : `#${count(para.head)}`}</td>
									{engine !== null && (
										<td className="number">
											{here === undefined
												? '–'
												: `#${count(here.best)}, final #${count(here.finalized)}`}
										</td>
									)}
									<td className="nowrap">{para.manager === null ? '–' : who(para.manager)}</td>
								</tr>
							);
						})}
					</tbody>
				</table>
			</div>
		</Panel>
	);
}

function core({ core, waits }: Para): string {
	if (core !== null) {
		return `core ${core}`;
	}
	return waits === null ? '–' : `waits, ${waits} in the line`;
}
