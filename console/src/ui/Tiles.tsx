// SPDX-License-Identifier: GPL-3.0-or-later

import type { ReactNode } from 'react';

/** Figures with their names. */
export function Tiles({ tiles }: { tiles: [name: string, value: ReactNode][] }) {
	return (
		<dl className="tiles">
			{tiles.map(([name, value]) => (
				<div key={name}>
					<dt>{name}</dt>
					<dd>{value}</dd>
				</div>
			))}
		</dl>
	);
}
