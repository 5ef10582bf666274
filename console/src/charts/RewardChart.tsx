// SPDX-License-Identifier: GPL-3.0-or-later

import { scaleBand, scaleLinear } from '@visx/scale';

import { money, rough } from '../format.ts';
import type { EraReward } from '../model/types.ts';
import { RowAxis } from './axes.tsx';

const MARGIN = { top: 6, right: 0, bottom: 18, left: 44 };

/** How wide a bar is at most, in pixels. */
const WIDEST = 36;

export interface RewardProps {
	/** What eras have paid, in any order. */
	rewards: EraReward[];
	token: string;
	width: number;
	height: number;
}

/** What stakers earned, era by era. */
export function RewardChart({ rewards, token, width, height }: RewardProps) {
	const eras = [...rewards].sort((a, b) => a.era - b.era);
	const x = scaleBand({
		domain: eras.map(({ era }) => era),
		range: [MARGIN.left, width - MARGIN.right],
		padding: 0.3
	});
	const y = scaleLinear({
		domain: [0, Math.max(...eras.map(({ payout }) => payout), 0) || 1],
		range: [height - MARGIN.bottom, MARGIN.top],
		nice: true
	});
	const bottom = height - MARGIN.bottom;
	const bar = Math.min(x.bandwidth(), WIDEST);
	const every = Math.ceil((eras.length * 38) / Math.max(width - MARGIN.left, 1));
	const label = eras.map(({ era, payout }) => `era ${era}: ${money(payout, token)}`).join('; ');
	return (
		<svg width={width} height={height} role="img" aria-label={label || 'No era has paid yet'}>
			<RowAxis scale={y} left={MARGIN.left} width={width - MARGIN.left} ticks={2} format={rough} />
			{eras.map(({ era, payout }, i) => (
				<g key={era}>
					<rect
						className="reward"
						x={(x(era) ?? 0) + (x.bandwidth() - bar) / 2}
						width={bar}
						y={y(payout)}
						height={bottom - y(payout)}
						rx={2}
					>
						<title>{`Era ${era}: ${money(payout, token)}`}</title>
					</rect>
					{i % every === 0 && (
						<text className="tick" x={(x(era) ?? 0) + x.bandwidth() / 2} y={height - 4} textAnchor="middle">
							{era}
						</text>
					)}
				</g>
			))}
		</svg>
	);
}
