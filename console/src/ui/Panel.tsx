// SPDX-License-Identifier: GPL-3.0-or-later

import { type ReactNode, useId } from 'react';

/** A part of the page with a heading. */
export function Panel({
	title,
	aside,
	span = '',
	children
}: {
	title: string;
	/** What stands beside the heading. */
	aside?: ReactNode;
	/** The class that says how many columns it takes. */
	span?: string;
	children: ReactNode;
}) {
	const id = useId();
	return (
		<section className={`panel ${span}`} aria-labelledby={id}>
			<header>
				<h2 id={id}>{title}</h2>
				{aside !== undefined && <p>{aside}</p>}
			</header>
			{children}
		</section>
	);
}
