// SPDX-License-Identifier: GPL-3.0-or-later

import { AxisTop } from '@visx/axis';
import { scaleLinear } from '@visx/scale';

import { money } from '../format.ts';
import type { Bid } from '../model/types.ts';
import { worthOf } from '../model/winners.ts';
import { paraColour } from './paraColour.ts';

const ROW = 26;
const TOP = 22;
const GAP = 4;

export interface StandingProps {
	/** The bids that lead in their ranges. */
	standing: Bid[];
	/** Those of them that would win now. */
	winning: Bid[];
	/** The lease periods on offer. */
	firstPeriod: number;
	periods: number;
	token: string;
	width: number;
}

/** The height of the chart for so many bids. */
export function standingHeight(bids: number): number {
	return TOP + Math.max(bids, 3) * ROW + 2;
}

/** The bids that lead, each over its lease periods: filled if it would win now, outlined if not. */
export function StandingChart({
	standing,
	winning,
	firstPeriod,
	periods,
	token,
	width
}: StandingProps) {
	const height = standingHeight(standing.length);
	const x = scaleLinear({ domain: [firstPeriod, firstPeriod + periods], range: [0, width] });
	const rows = [...standing].sort(
		(a, b) => Number(winning.includes(b)) - Number(winning.includes(a)) || worthOf(b) - worthOf(a)
	);
	const middles = Array.from({ length: periods }, (_, i) => firstPeriod + i + 0.5);
	return (
		<svg width={width} height={height} role="img" aria-label={summary(rows, winning, token)}>
			{middles.map((middle, i) => (
				<rect
					key={middle}
					className={i % 2 === 0 ? 'band even' : 'band'}
					x={x(middle - 0.5)}
					width={x(middle + 0.5) - x(middle - 0.5)}
					y={TOP}
					height={height - TOP}
				/>
			))}
			<AxisTop
				scale={x}
				top={TOP}
				tickValues={middles}
				tickFormat={(value) => `period ${Math.floor(Number(value))}`}
				hideAxisLine
				hideTicks
				tickLabelProps={() => ({ className: 'tick', textAnchor: 'middle', dy: '0.2em' })}
			/>
			{rows.map((bid, i) => {
				const wins = winning.includes(bid);
				const from = x(bid.first) + 1;
				const length = x(bid.last + 1) - x(bid.first) - 2;
				const y = TOP + i * ROW + GAP / 2 + 1;
				const text = `${bid.para} · ${money(bid.amount, token)}`;
				const inside = text.length * 6.6 + 12 < length;
				const before = !inside && from + length + text.length * 6.6 > width;
				return (
					<g key={`${bid.first}-${bid.last}`} className={wins ? 'bid wins' : 'bid'}>
						<title>{`${describe(bid, token)}${wins ? ', would win' : ''}`}</title>
						<rect
							x={from}
							y={y}
							width={length}
							height={ROW - GAP}
							rx={4}
							style={{ ['--colour' as string]: paraColour(bid.para) }}
						/>
						<text
							className={inside ? 'inside' : 'outside'}
							x={inside ? from + 8 : before ? from - 6 : from + length + 6}
							y={y + (ROW - GAP) / 2}
							dy="0.34em"
							textAnchor={before ? 'end' : 'start'}
						>
							{text}
						</text>
					</g>
				);
			})}
		</svg>
	);
}

function describe({ para, amount, first, last }: Bid, token: string): string {
	return `para ${para}, periods ${first} to ${last}, ${money(amount, token)} for each`;
}

function summary(rows: Bid[], winning: Bid[], token: string): string {
	const bids = rows.map(
		(bid) => `${describe(bid, token)}${winning.includes(bid) ? ', would win' : ''}`
	);
	return bids.length === 0 ? 'No bid leads' : `Leading bids: ${bids.join('; ')}`;
}
