// SPDX-License-Identifier: GPL-3.0-or-later

/** What a chart says of the point that is looked at: a line for each figure. */
export function Tip({
	x,
	width,
	top,
	height,
	lines
}: {
	x: number;
	width: number;
	top: number;
	height: number;
	lines: { text: string; colour?: string }[];
}) {
	const LINE = 15;
	const longest = Math.max(...lines.map(({ text }) => text.length));
	const size = { width: longest * 6.4 + 24, height: lines.length * LINE + 10 };
	const left = x + 10 + size.width > width ? x - 10 - size.width : x + 10;
	return (
		<g pointerEvents="none">
			<line className="cursor" x1={x} x2={x} y1={top} y2={top + height} />
			<g transform={`translate(${Math.max(left, 0)}, ${top})`}>
				<rect className="tip" {...size} rx={4} />
				{lines.map(({ text, colour }, i) => (
					<g key={i} transform={`translate(0, ${i * LINE + 17})`}>
						{colour !== undefined && <circle cx={10} cy={-4} r={3.5} fill={colour} />}
						<text className="tip-text" x={colour === undefined ? 8 : 18}>
							{text}
						</text>
					</g>
				))}
			</g>
		</g>
	);
}
