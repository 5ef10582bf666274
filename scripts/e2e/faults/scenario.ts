// SPDX-License-Identifier: GPL-3.0-or-later

/** What a fault is made of. */

import type { Chance } from '../soak/chance.ts';

/** What was measured, by what it is called. */
export type Figures = Map<string, number>;

/** A fault, what must hold meanwhile, and what is measured. */
export interface Scenario {
	/** What happens, and what must hold. A scenario in which it does not fails. */
	claim: string;
	/** Why it cannot be played here, if that is so. */
	hindrance?(): string | undefined;
	play(chance: Chance): Promise<Figures>;
}
