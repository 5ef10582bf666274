// SPDX-License-Identifier: GPL-3.0-or-later

import type { ReactNode } from 'react';

/** What a panel says where there is nothing to show: why, and what to do. */
export function Empty({ children }: { children: ReactNode }) {
	return <div className="empty">{children}</div>;
}
