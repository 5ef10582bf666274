// SPDX-License-Identifier: GPL-3.0-or-later

import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

/** Gives a chart the width that there is, and keeps its height free from the beginning. */
export function Sized({
	height,
	children
}: {
	height: number;
	children: (width: number) => ReactNode;
}) {
	const box = useRef<HTMLDivElement>(null);
	const [width, setWidth] = useState(0);
	useLayoutEffect(() => {
		const measured = box.current!;
		const observer = new ResizeObserver(() => setWidth(Math.floor(measured.clientWidth)));
		observer.observe(measured);
		setWidth(Math.floor(measured.clientWidth));
		return () => observer.disconnect();
	}, []);
	return (
		<div ref={box} className="sized" style={{ height }}>
			{width > 0 && children(width)}
		</div>
	);
}
