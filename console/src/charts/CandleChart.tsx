// SPDX-License-Identifier: GPL-3.0-or-later

import { scaleLinear } from '@visx/scale';
import { LinePath } from '@visx/shape';
import { curveStepAfter } from '@visx/curve';

import { block, count, money, rough } from '../format.ts';
import { BottomAxis, RowAxis } from './axes.tsx';
import { Tip } from './Tip.tsx';
import { useCursor } from './useCursor.ts';

const MARGIN = { top: 18, right: 12, bottom: 22, left: 44 };
/** Samples that are drawn one by one; more would be a grey area. */
const SAMPLES = 120;

export interface CandleProps {
	/** The block that opened the auction, or the first that is known of it. */
	opened: number;
	/** The first block of the ending period, its length, and that of a sample. */
	ending: number;
	endingPeriod: number;
	sampleLength: number;
	/** The newest block. */
	now: number;
	/** What the winners would have paid in all at these blocks, in order. */
	worth: { block: number; worth: number }[];
	/** The sample that counts, when it is drawn. */
	drawn: number | null;
	token: string;
	width: number;
	height: number;
}

/** How an auction goes: the worth of the best bids together, and the samples one of which will count. */
export function CandleChart(props: CandleProps) {
	const { opened, ending, endingPeriod, sampleLength, now, drawn, token, width, height } = props;
	const end = ending + endingPeriod;
	const x = scaleLinear({
		domain: [opened, Math.max(end, now)],
		range: [MARGIN.left, width - MARGIN.right]
	});
	const most = Math.max(...props.worth.map(({ worth }) => worth), 0);
	const y = scaleLinear({
		domain: [0, most === 0 ? 1 : most * 1.1],
		range: [height - MARGIN.bottom, MARGIN.top],
		nice: true
	});
	const bottom = height - MARGIN.bottom;
	const points = lasting(props.worth, now);
	const cursor = useCursor(points.map((point) => x(point.block)));
	const seen = cursor.index === null ? undefined : points[cursor.index];
	const samples = Math.ceil(endingPeriod / sampleLength);
	const label =
		`Worth of the leading bids together from ${block(opened)} to ${block(now)}: ` +
		`${money(points.at(-1)?.worth ?? 0, token)} now. The ending period is ${block(ending)} to ${block(end - 1)}.`;
	return (
		<svg width={width} height={height} role="img" aria-label={label} {...cursor.handlers}>
			<rect
				className="candle"
				x={x(ending)}
				width={x(end) - x(ending)}
				y={MARGIN.top}
				height={bottom - MARGIN.top}
			/>
			<text className="note" x={x(ending) + 4} y={MARGIN.top - 5}>
				{x(end) - x(ending) > 130 ? `ending period, ${count(samples)} samples` : 'ending'}
			</text>
			<RowAxis
				scale={y}
				left={MARGIN.left}
				width={width - MARGIN.left - MARGIN.right}
				ticks={3}
				format={rough}
			/>
			{samples <= SAMPLES &&
				Array.from({ length: samples }, (_, i) => (
					<line
						key={i}
						className={i === drawn ? 'sample drawn' : 'sample'}
						x1={x(ending + i * sampleLength)}
						x2={x(ending + i * sampleLength)}
						y1={bottom - 5}
						y2={bottom}
					/>
				))}
			{drawn !== null && (
				<rect
					className="drawn"
					x={x(ending + drawn * sampleLength)}
					width={Math.max(x(sampleLength) - x(0), 2)}
					y={MARGIN.top}
					height={bottom - MARGIN.top}
				/>
			)}
			<LinePath
				className="worth"
				data={points}
				x={(point) => x(point.block)}
				y={(point) => y(point.worth)}
				curve={curveStepAfter}
			/>
			{now < end && (
				<line className="now" x1={x(now)} x2={x(now)} y1={MARGIN.top} y2={bottom} />
			)}
			<BottomAxis
				scale={x}
				top={bottom}
				ticks={Math.max(Math.floor(width / 110), 2)}
				format={(value) => (Number.isInteger(value) ? block(value) : '')}
			/>
			{seen !== undefined && (
				<Tip
					x={x(seen.block)}
					width={width}
					top={MARGIN.top}
					height={bottom - MARGIN.top}
					lines={[{ text: block(seen.block) }, { text: money(seen.worth, token) }]}
				/>
			)}
		</svg>
	);
}

/** The last figure holds until now. */
function lasting(worth: CandleProps['worth'], now: number): CandleProps['worth'] {
	const last = worth.at(-1);
	return last === undefined || last.block >= now ? worth : [...worth, { ...last, block: now }];
}
