// SPDX-License-Identifier: GPL-3.0-or-later

import { useSyncExternalStore } from 'react';

import type { Source, View } from '../model/types.ts';

/** The newest view of a source. */
export function useView(source: Source): View {
	return useSyncExternalStore(
		(listener) => source.subscribe(listener),
		() => source.view()
	);
}
