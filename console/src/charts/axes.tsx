// SPDX-License-Identifier: GPL-3.0-or-later

/** Axes and grids in the colours of the page. */

import { AxisBottom, AxisLeft } from '@visx/axis';
import { GridRows } from '@visx/grid';
import type { scaleLinear } from '@visx/scale';

export type Scale = ReturnType<typeof scaleLinear<number>>;

/** Space around the plot, in pixels. */
export interface Margin {
	top: number;
	right: number;
	bottom: number;
	left: number;
}

export function BottomAxis({
	scale,
	top,
	ticks,
	values,
	format
}: {
	scale: Scale;
	top: number;
	ticks?: number;
	values?: number[];
	format: (value: number) => string;
}) {
	return (
		<AxisBottom
			scale={scale}
			top={top}
			numTicks={ticks ?? 5}
			tickFormat={(value) => format(Number(value))}
			tickLength={4}
			stroke="var(--line)"
			tickStroke="var(--line)"
			tickLabelProps={(_, index, all) => ({
				className: 'tick',
				textAnchor: edge(scale, all[index]!.value as number),
				dy: '0.2em'
			})}
			{...(values === undefined ? {} : { tickValues: values })}
		/>
	);
}

/** Labels at the edges stay within the chart. */
function edge(scale: Scale, value: number): 'start' | 'middle' | 'end' {
	const [from, to] = scale.range() as [number, number];
	const at = scale(value);
	return at - from < 24 ? 'start' : to - at < 24 ? 'end' : 'middle';
}

export function RowAxis({
	scale,
	left,
	width,
	ticks = 4,
	format
}: {
	scale: Scale;
	left: number;
	width: number;
	ticks?: number;
	format: (value: number) => string;
}) {
	return (
		<>
			<GridRows
				scale={scale}
				left={left}
				width={width}
				numTicks={ticks}
				stroke="var(--grid)"
			/>
			<AxisLeft
				scale={scale}
				left={left}
				numTicks={ticks}
				tickFormat={(value) => format(Number(value))}
				hideAxisLine
				hideTicks
				tickLabelProps={() => ({ className: 'tick', textAnchor: 'end', dx: '-0.25em', dy: '0.32em' })}
			/>
		</>
	);
}
