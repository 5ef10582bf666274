// SPDX-License-Identifier: GPL-3.0-or-later

import { CandleChart } from '../charts/CandleChart.tsx';
import { Sized } from '../charts/Sized.tsx';
import { StandingChart, standingHeight } from '../charts/StandingChart.tsx';
import { block, count, counted, money, when } from '../format.ts';
import { auctionsSeen, type SeenAuction } from '../model/auctions.ts';
import { sum } from '../model/points.ts';
import { timeOf } from '../model/time.ts';
import type { Chain, History, RunningAuction, State } from '../model/types.ts';
import { winners, worthOf } from '../model/winners.ts';
import { Empty } from '../ui/Empty.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Tiles } from '../ui/Tiles.tsx';
import { WonTable } from './WonTable.tsx';

const CANDLE_HEIGHT = 150;
const PHASES = {
	starting: 'Starting period',
	ending: 'Ending period',
	drawing: 'Drawing the lot',
	closing: 'Closing'
};

interface Props {
	chain: Chain;
	state: State;
	history: History;
}

/** The auction that runs, or the last one. */
export function Auction({ chain, state, history }: Props) {
	const auction = state.auction;
	const seen = auctionsSeen(history.events);
	const last = seen.at(-1);
	if (auction === null) {
		return (
			<Panel title="Auction" span="span-7">
				<Empty>
					<p>This runtime has no auctions.</p>
				</Empty>
			</Panel>
		);
	}
	const { running } = auction;
	if (running === null) {
		return (
			<Panel
				title="Auction"
				span="span-7"
				aside={auction.count > 0 ? `${counted(auction.count, 'auction')} so far` : undefined}
			>
				{last === undefined ? (
					<NoAuction chain={chain} state={state} count={auction.count} />
				) : (
					<Over chain={chain} history={history} auction={last} />
				)}
			</Panel>
		);
	}
	const current = last?.index === auction.count ? last : undefined;
	return (
		<Panel
			title={`Auction ${auction.count}`}
			span="span-7"
			aside={<span className="tag now">{PHASES[running.phase]}</span>}
		>
			<Running chain={chain} state={state} history={history} running={running} seen={current} />
		</Panel>
	);
}

function Running({
	chain,
	state,
	history,
	running,
	seen
}: Props & { running: RunningAuction; seen: SeenAuction | undefined }) {
	const { pace, token } = chain;
	const settled = running.phase === 'closing' && seen !== undefined;
	const standing = settled ? seen.won : running.standing;
	const winning = settled ? seen.won : winners(standing);
	const end = running.ending + pace.endingPeriod;
	const opened = openedAt(history, running, seen);
	const samples = Math.ceil(pace.endingPeriod / pace.sampleLength);
	return (
		<>
			<Tiles
				tiles={[
					[
						'Lease periods on offer',
						`${running.firstPeriod} to ${running.firstPeriod + pace.periodsOnOffer - 1}`
					],
					state.block < running.ending
						? [
								'The candle is lit',
								`${block(running.ending)}, ${when(timeOf(running.ending, state, pace) - state.time)}`
							]
						: state.block < end
							? [
									'The ending period ends',
									`${block(end)}, ${when(timeOf(end, state, pace) - state.time)}`
								]
							: ['The ending period ended', block(end)],
					[
						'Sample',
						running.sample === null
							? seen?.drawn == null
								? `none yet, of ${count(samples)}`
								: `${count(seen.drawn + 1)} of ${count(samples)} counts`
							: `${count(running.sample + 1)} of ${count(samples)}`
					],
					[settled ? 'Winners pay' : 'Winners would pay', money(sum(winning.map(worthOf)), token)]
				]}
			/>
			<div className="section">
				<h3>{settled ? 'Who has won' : 'Leading bids, and who would win now'}</h3>
				{standing.length === 0 ? (
					<Empty>
						<p>Nobody has bid yet. Funds of crowdloans bid when the candle is lit.</p>
					</Empty>
				) : (
					<Sized height={standingHeight(standing.length)}>
						{(width) => (
							<StandingChart
								standing={standing}
								winning={winning}
								firstPeriod={running.firstPeriod}
								periods={pace.periodsOnOffer}
								token={token}
								width={width}
							/>
						)}
					</Sized>
				)}
			</div>
			<div className="section">
				<h3>What the winners would pay in all</h3>
				<Sized height={CANDLE_HEIGHT}>
					{(width) => (
						<CandleChart
							opened={opened}
							ending={running.ending}
							endingPeriod={pace.endingPeriod}
							sampleLength={pace.sampleLength}
							now={state.block}
							worth={worthSince(history, opened, end)}
							drawn={seen?.drawn ?? null}
							token={token}
							width={width}
							height={CANDLE_HEIGHT}
						/>
					)}
				</Sized>
			</div>
		</>
	);
}

function Over({ chain, history, auction }: { chain: Chain; history: History; auction: SeenAuction }) {
	const { pace, token } = chain;
	const end = auction.ending + pace.endingPeriod;
	return (
		<>
			<p className="section">
				No auction runs. Auction {auction.index} offered lease periods {auction.firstPeriod} to{' '}
				{auction.firstPeriod + pace.periodsOnOffer - 1};{' '}
				{auction.drawn === null
					? 'it was cancelled.'
					: `sample ${count(auction.drawn + 1)} of ${count(
							Math.ceil(pace.endingPeriod / pace.sampleLength)
						)} was drawn.`}
			</p>
			{auction.won.length > 0 && <WonTable won={auction.won} token={token} />}
			<div className="section">
				<h3>What the winners would have paid in all</h3>
				<Sized height={CANDLE_HEIGHT}>
					{(width) => (
						<CandleChart
							opened={auction.opened}
							ending={auction.ending}
							endingPeriod={pace.endingPeriod}
							sampleLength={pace.sampleLength}
							now={end}
							worth={worthSince(history, auction.opened, end)}
							drawn={auction.drawn}
							token={token}
							width={width}
							height={CANDLE_HEIGHT}
						/>
					)}
				</Sized>
			</div>
		</>
	);
}

function NoAuction({ chain, state, count }: { chain: Chain; state: State; count: number }) {
	const first = (state.leases?.current ?? 0) + 1;
	return (
		<Empty>
			<p>
				{count === 0
					? 'No auction yet.'
					: `No auction runs. ${counted(count, 'auction')} went by of which this page knows no more.`}
			</p>
			<p>
				Root or a referendum with the origin <code>AuctionAdmin</code> opens one, in polkadot.js apps
				under <em>Governance, Preimages</em> and <em>Referenda</em>:
			</p>
			<p>
				<code>
					auctions.newAuction({chain.pace.session * 2}, {first})
				</code>{' '}
				offers lease periods {first} to {first + chain.pace.periodsOnOffer - 1}, after a starting period of{' '}
				{counted(chain.pace.session * 2, 'block')}.
			</p>
		</Empty>
	);
}

/** The block that opened the auction, or the first that is known of it. */
function openedAt(history: History, { ending }: RunningAuction, seen?: SeenAuction): number {
	if (seen !== undefined) {
		return seen.opened;
	}
	const first = history.points.find((point) => point.worth !== null)?.block ?? ending;
	return Math.min(first, ending);
}

function worthSince({ points }: History, from: number, to: number) {
	return points.flatMap(({ block, worth }) =>
		worth === null || block < from || block > to ? [] : [{ block, worth }]
	);
}
