// SPDX-License-Identifier: GPL-3.0-or-later

import { curveStepAfter } from '@visx/curve';
import { scaleLinear } from '@visx/scale';
import { AreaStack } from '@visx/shape';

import { block, money, rough } from '../format.ts';
import { BottomAxis, RowAxis } from './axes.tsx';
import { paraColour } from './paraColour.ts';
import { Tip } from './Tip.tsx';
import { useCursor } from './useCursor.ts';

const MARGIN = { top: 8, right: 10, bottom: 22, left: 44 };

export interface HeldProps {
	/** What was raised for each para at these blocks, in order. */
	points: { block: number; raised: Record<number, number> }[];
	token: string;
	width: number;
	height: number;
}

/** What crowdloans hold over time, one para on the other. */
export function HeldChart({ points, token, width, height }: HeldProps) {
	const paras = [...new Set(points.flatMap(({ raised }) => Object.keys(raised).map(Number)))].sort(
		(a, b) => a - b
	);
	const sum = (raised: Record<number, number>) => Object.values(raised).reduce((a, b) => a + b, 0);
	const most = Math.max(...points.map(({ raised }) => sum(raised)), 0);
	const x = scaleLinear({
		domain: [points[0]?.block ?? 0, Math.max(points.at(-1)?.block ?? 1, (points[0]?.block ?? 0) + 1)],
		range: [MARGIN.left, width - MARGIN.right]
	});
	const y = scaleLinear({
		domain: [0, most === 0 ? 1 : most * 1.05],
		range: [height - MARGIN.bottom, MARGIN.top],
		nice: true
	});
	const cursor = useCursor(points.map((point) => x(point.block)));
	const seen = cursor.index === null ? undefined : points[cursor.index];
	const label = `Held by crowdloans: ${money(sum(points.at(-1)?.raised ?? {}), token)} at ${block(
		points.at(-1)?.block ?? 0
	)}`;
	return (
		<svg width={width} height={height} role="img" aria-label={label} {...cursor.handlers}>
			<RowAxis
				scale={y}
				left={MARGIN.left}
				width={width - MARGIN.left - MARGIN.right}
				ticks={3}
				format={rough}
			/>
			<AreaStack
				data={points}
				keys={paras.map(String)}
				value={({ raised }, key) => raised[Number(key)] ?? 0}
				x={({ data }) => x(data.block)}
				y0={([from]) => y(from)}
				y1={([, to]) => y(to)}
				curve={curveStepAfter}
				color={(key) => paraColour(Number(key))}
				fillOpacity={0.85}
			/>
			<BottomAxis
				scale={x}
				top={height - MARGIN.bottom}
				ticks={Math.max(Math.floor(width / 110), 2)}
				format={(value) => (Number.isInteger(value) ? block(value) : '')}
			/>
			{seen !== undefined && (
				<Tip
					x={x(seen.block)}
					width={width}
					top={MARGIN.top}
					height={height - MARGIN.top - MARGIN.bottom}
					lines={[
						{ text: `${block(seen.block)}: ${money(sum(seen.raised), token)}` },
						...paras
							.filter((para) => (seen.raised[para] ?? 0) > 0)
							.slice(0, 6)
							.map((para) => ({
								text: `${para}: ${money(seen.raised[para] ?? 0, token)}`,
								colour: paraColour(para)
							}))
					]}
				/>
			)}
		</svg>
	);
}
