// SPDX-License-Identifier: GPL-3.0-or-later

import { paraColour } from '../charts/paraColour.ts';

/** A para by its number, with its colour in the charts. */
export function Swatch({ para }: { para: number }) {
	return (
		<span className="nowrap">
			<i className="swatch" style={{ background: paraColour(para) }} />
			{para}
		</span>
	);
}
