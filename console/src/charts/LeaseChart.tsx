// SPDX-License-Identifier: GPL-3.0-or-later

import { AxisTop } from '@visx/axis';
import { scaleLinear } from '@visx/scale';

import { money } from '../format.ts';
import type { Lease } from '../model/types.ts';
import { paraColour } from './paraColour.ts';

const ROW = 28;
const GAP = 6;
const MARGIN = { top: 40, right: 8, bottom: 4, left: 56 };

export interface LeaseProps {
	leases: Lease[];
	/** Lease periods that are asked for and not leased: by a crowdloan, say. */
	plans: { para: number; first: number; last: number; label: string }[];
	/** The lease periods that an auction offers. */
	offered: { first: number; last: number } | null;
	/** Where the chain is among the lease periods: 3.5 is in the middle of period 3. */
	now: number;
	/** When a lease period begins, for the axis. */
	begins: (period: number) => string;
	/** What a leaseholder is called. */
	nameOf: (address: string) => string;
	token: string;
	width: number;
}

/** The paras that have a row, in order. */
function parasOf({ leases, plans }: Pick<LeaseProps, 'leases' | 'plans'>): number[] {
	return [...new Set([...leases, ...plans].map(({ para }) => para))].sort((a, b) => a - b);
}

/** The height of the chart for these leases. */
export function leaseHeight(props: Pick<LeaseProps, 'leases' | 'plans'>): number {
	return MARGIN.top + parasOf(props).length * ROW + MARGIN.bottom;
}

/** Who leases a slot in which lease period: a row for each para. */
export function LeaseChart(props: LeaseProps) {
	const { leases, plans, offered, now, begins, nameOf, token, width } = props;
	const paras = parasOf(props);
	const height = leaseHeight(props);
	const first = Math.min(Math.floor(now), ...leases.map((lease) => lease.first));
	const ends = [...leases, ...plans, ...(offered === null ? [] : [offered])].map(({ last }) => last);
	const last = Math.max(first + 8, ...ends.map((end) => end + 1));
	const x = scaleLinear({ domain: [first, last], range: [MARGIN.left, width - MARGIN.right] });
	const bottom = height - MARGIN.bottom;
	const step = Math.max(Math.ceil(((last - first) * 76) / (width - MARGIN.left)), 1);
	const periods = Array.from({ length: last - first }, (_, i) => first + i);
	const row = (para: number) => MARGIN.top + paras.indexOf(para) * ROW + GAP / 2;
	const label = leases.map(
		(lease) => `para ${lease.para} leases periods ${lease.first} to ${lease.last}`
	);
	return (
		<svg width={width} height={height} role="img" aria-label={label.join('; ') || 'No leases'}>
			{offered !== null && (
				<rect
					className="offered"
					x={x(offered.first)}
					width={x(offered.last + 1) - x(offered.first)}
					y={MARGIN.top - 2}
					height={bottom - MARGIN.top + 2}
				>
					<title>{`An auction offers periods ${offered.first} to ${offered.last}`}</title>
				</rect>
			)}
			{periods.map((period) => (
				<line key={period} className="grid" x1={x(period)} x2={x(period)} y1={MARGIN.top - 4} y2={bottom} />
			))}
			<AxisTop
				scale={x}
				top={MARGIN.top - 12}
				tickValues={periods.filter((period) => (period - first) % step === 0)}
				tickFormat={(value) => `${Number(value)}`}
				hideAxisLine
				hideTicks
				tickLabelProps={() => ({ className: 'tick strong', textAnchor: 'start', dx: '0.2em', dy: '-0.2em' })}
			/>
			{periods
				.filter((period) => (period - first) % step === 0)
				.map((period) => (
					<text key={period} className="tick" x={x(period) + 3} y={MARGIN.top - 9}>
						{begins(period)}
					</text>
				))}
			{paras.map((para) => (
				<text key={para} className="row-label" x={0} y={row(para) + (ROW - GAP) / 2} dy="0.34em">
					{para}
				</text>
			))}
			{plans.map((plan) => (
				<rect
					key={`${plan.para}-${plan.first}-${plan.label}`}
					className="plan"
					x={x(plan.first) + 1.5}
					width={x(plan.last + 1) - x(plan.first) - 3}
					y={row(plan.para) + 0.5}
					height={ROW - GAP - 1}
					rx={4}
					style={{ stroke: paraColour(plan.para) }}
				>
					<title>{plan.label}</title>
				</rect>
			))}
			{leases.map((lease) => {
				const from = x(lease.first) + 1;
				const length = x(lease.last + 1) - x(lease.first) - 2;
				const text = [
					`${nameOf(lease.leaseholder)} · ${money(lease.amount, token)}`,
					money(lease.amount, token)
				].find((label) => label.length * 6.6 + 12 < length);
				const title = `para ${lease.para}, periods ${lease.first} to ${lease.last}: ${nameOf(
					lease.leaseholder
				)} has ${money(lease.amount, token)} on hold`;
				return (
					<g key={`${lease.para}-${lease.first}`} className={lease.last < Math.floor(now) ? 'past' : ''}>
						<title>{title}</title>
						<rect
							className="lease"
							x={from}
							y={row(lease.para)}
							width={length}
							height={ROW - GAP}
							rx={4}
							style={{ fill: paraColour(lease.para) }}
						/>
						{text !== undefined && (
							<text className="on-colour" x={from + 8} y={row(lease.para) + (ROW - GAP) / 2} dy="0.34em">
								{text}
							</text>
						)}
					</g>
				);
			})}
			<line className="now" x1={x(now)} x2={x(now)} y1={MARGIN.top - 4} y2={bottom} />
		</svg>
	);
}
