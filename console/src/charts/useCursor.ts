// SPDX-License-Identifier: GPL-3.0-or-later

import { type KeyboardEvent, type PointerEvent, useState } from 'react';

/** Which of a chart's points is looked at: by the pointer, or by the arrow keys while the chart has the focus. */
export function useCursor(xs: number[]) {
	const [at, setAt] = useState<number | null>(null);
	const index = at === null || xs.length === 0 ? null : Math.min(at, xs.length - 1);

	const step = (event: KeyboardEvent) => {
		const last = xs.length - 1;
		const steps: Record<string, number> = {
			ArrowLeft: (index ?? xs.length) - 1,
			ArrowRight: (index ?? -1) + 1,
			Home: 0,
			End: last
		};
		if (event.key === 'Escape') {
			setAt(null);
		} else if (steps[event.key] !== undefined) {
			event.preventDefault();
			setAt(Math.min(Math.max(steps[event.key]!, 0), last));
		}
	};
	const point = (event: PointerEvent<SVGElement>) => {
		const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
		setAt(nearest(xs, x));
	};
	return {
		index,
		handlers: {
			tabIndex: 0,
			onKeyDown: step,
			onPointerMove: point,
			onPointerLeave: () => setAt(null),
			onBlur: () => setAt(null)
		}
	};
}

/** The index of what is nearest, in a list that ascends. */
export function nearest(xs: number[], x: number): number | null {
	if (xs.length === 0) {
		return null;
	}
	let [low, high] = [0, xs.length - 1];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((xs[middle]! + xs[middle + 1]!) / 2 < x) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}
