// SPDX-License-Identifier: GPL-3.0-or-later

/** The bars that a referendum must reach, which fall over its decision period. */

import type { Curve } from './types.ts';

/** How high the bar is after this part of the decision period, both between 0 and 1. */
export function barAt(curve: Curve, part: number): number {
	const x = clamp(part);
	switch (curve.type) {
		case 'LinearDecreasing': {
			const fallen = Math.min(x, curve.length) / curve.length;
			return curve.ceil - (curve.ceil - curve.floor) * fallen;
		}
		case 'SteppedDecreasing': {
			const steps = Math.floor(x / curve.period);
			return Math.max(curve.begin - steps * curve.step, curve.end);
		}
		case 'Reciprocal':
			return clamp(curve.factor / (x + curve.xOffset) + curve.yOffset);
	}
}

/** The part of the decision period after which the bar is at most this high; nothing if it never is. */
export function partAt(curve: Curve, height: number): number | null {
	if (barAt(curve, 1) > height) {
		return null;
	}
	if (barAt(curve, 0) <= height) {
		return 0;
	}
	// The bar only ever falls: halve what is left between too high and low enough.
	let [high, low] = [0, 1];
	for (let i = 0; i < 40; i++) {
		const middle = (high + low) / 2;
		if (barAt(curve, middle) > height) {
			high = middle;
		} else {
			low = middle;
		}
	}
	return low;
}

function clamp(x: number): number {
	return Math.min(Math.max(x, 0), 1);
}
