// SPDX-License-Identifier: GPL-3.0-or-later

import { money } from '../format.ts';
import type { Bid } from '../model/types.ts';
import { who } from '../model/who.ts';
import { worthOf } from '../model/winners.ts';
import { Swatch } from '../ui/Swatch.tsx';

/** The bids that have won an auction. */
export function WonTable({ won, token }: { won: Bid[]; token: string }) {
	return (
		<div className="scroll section">
			<table>
				<caption className="hidden">Who has won the auction</caption>
				<thead>
					<tr>
						<th>Para</th>
						<th>Bidder</th>
						<th>Lease periods</th>
						<th className="number">For each</th>
						<th className="number">In all</th>
					</tr>
				</thead>
				<tbody>
					{won.map((bid) => (
						<tr key={bid.first}>
							<td>
								<Swatch para={bid.para} />
							</td>
							<td>{who(bid.bidder)}</td>
							<td>
								{bid.first} to {bid.last}
							</td>
							<td className="number">{money(bid.amount, token)}</td>
							<td className="number">{money(worthOf(bid), token)}</td>
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
