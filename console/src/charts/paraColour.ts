// SPDX-License-Identifier: GPL-3.0-or-later

/** How many colours there are for paras; `colours.css` has them. */
const COLOURS = 8;

/** The colour of a para, the same in every chart. Neighbours differ. */
export function paraColour(para: number): string {
	return `var(--para-${para % COLOURS})`;
}
