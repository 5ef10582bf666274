// SPDX-License-Identifier: GPL-3.0-or-later

import { curveStepAfter } from '@visx/curve';
import { scaleLinear } from '@visx/scale';
import { LinePath } from '@visx/shape';

import { block, percent } from '../format.ts';
import { barAt, partAt } from '../model/curve.ts';
import type { Referendum, Track } from '../model/types.ts';
import { BottomAxis, RowAxis } from './axes.tsx';
import { Tip } from './Tip.tsx';
import { useCursor } from './useCursor.ts';

const MARGIN = { top: 8, right: 10, bottom: 22, left: 46 };
/** Places at which the bars are drawn. */
const STEPS = 100;

export interface ReferendumProps {
	referendum: Referendum;
	track: Track;
	/** The newest block. */
	now: number;
	/** The tallies of before, by block, in order. */
	tallies: { block: number; approval: number; support: number }[];
	width: number;
	height: number;
}

/** How high approval and support are over the decision period, and the bars that they must reach. */
export function ReferendumChart({
	referendum,
	track,
	now,
	tallies,
	width,
	height
}: ReferendumProps) {
	const { approval, support, deciding, forecast, hastenedUntil } = referendum;
	// Before the decision begins, it is drawn as if it began now.
	const since = deciding?.since ?? now;
	const end = since + track.decisionPeriod;
	const until = Math.max(end, deciding === null ? end : now);
	const x = scaleLinear({ domain: [since, until], range: [MARGIN.left, width - MARGIN.right] });
	const y = scaleLinear({ domain: [0, 1], range: [height - MARGIN.bottom, MARGIN.top] });
	const bottom = height - MARGIN.bottom;

	const places = Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS);
	const at = (part: number) => since + part * track.decisionPeriod;
	const cursor = useCursor(places.map((part) => x(at(part))));
	const part = cursor.index === null ? undefined : places[cursor.index]!;
	const before = tallies.filter((tally) => tally.block >= since && tally.block < now);
	const history = [
		...before,
		{ block: Math.max(now, since), approval: approval.present, support: support.present }
	];
	const crossings = [
		[track.minApproval, approval.present, 'approval'],
		[track.minSupport, support.present, 'support']
	] as const;
	const label =
		`Approval ${percent(approval.present)} of ${percent(approval.required)} required, ` +
		`support ${percent(support.present)} of ${percent(support.required)} required`;
	return (
		<svg width={width} height={height} role="img" aria-label={label} {...cursor.handlers}>
			<RowAxis
				scale={y}
				left={MARGIN.left}
				width={width - MARGIN.left - MARGIN.right}
				ticks={4}
				format={(value) => `${Math.round(value * 100)} %`}
			/>
			{forecast !== null && (
				<rect
					className="confirming"
					x={x(Math.min(forecast.confirmingFrom, until))}
					width={Math.max(
						x(Math.min(forecast.approvedAt, until)) - x(Math.min(forecast.confirmingFrom, until)),
						2
					)}
					y={MARGIN.top}
					height={bottom - MARGIN.top}
				>
					<title>{`Confirmed from ${block(forecast.confirmingFrom)} on, approved at ${block(
						forecast.approvedAt
					)} if no vote changes`}</title>
				</rect>
			)}
			{crossings.map(([curve, present, name]) => {
				const crossing = partAt(curve, present);
				return (
					<g key={name} className={name}>
						<LinePath
							className="bar"
							data={places}
							x={(place) => x(at(place))}
							y={(place) => y(barAt(curve, place))}
						/>
						<line
							className="ahead"
							x1={x(Math.max(now, since))}
							x2={x(until)}
							y1={y(present)}
							y2={y(present)}
						/>
						<LinePath
							className="tally"
							data={history}
							x={(tally) => x(tally.block)}
							y={(tally) => y(tally[name])}
							curve={curveStepAfter}
						/>
						<circle className="present" cx={x(Math.max(now, since))} cy={y(present)} r={3.5} />
						{crossing !== null && at(crossing) > now && (
							<circle className="crossing" cx={x(at(crossing))} cy={y(present)} r={4} />
						)}
					</g>
				);
			})}
			{hastenedUntil !== null && (
				<line className="haste" x1={x(hastenedUntil)} x2={x(hastenedUntil)} y1={MARGIN.top} y2={bottom}>
					<title>{`Fast track: it must begin to pass by ${block(hastenedUntil)}`}</title>
				</line>
			)}
			{deciding !== null && (
				<line className="now" x1={x(now)} x2={x(now)} y1={MARGIN.top} y2={bottom} />
			)}
			<BottomAxis
				scale={x}
				top={bottom}
				ticks={Math.max(Math.floor(width / 120), 2)}
				format={(value) => (Number.isInteger(value) ? block(value) : '')}
			/>
			{part !== undefined && (
				<Tip
					x={x(at(part))}
					width={width}
					top={MARGIN.top}
					height={bottom - MARGIN.top}
					lines={[
						{ text: `${block(Math.round(at(part)))}, required:` },
						{
							text: `approval ${percent(barAt(track.minApproval, part))}`,
							colour: 'var(--approval)'
						},
						{ text: `support ${percent(barAt(track.minSupport, part))}`, colour: 'var(--support)' }
					]}
				/>
			)}
		</svg>
	);
}
