// SPDX-License-Identifier: GPL-3.0-or-later

import { useEffect, useState } from 'react';

export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'canary-theme';
const storage = usable();

/** What is remembered between visits; nothing where the browser does not let the page, as some do for files. */
function usable(): Storage | null {
	try {
		return localStorage;
	} catch {
		return null;
	}
}

/** Light or dark, as was chosen, or as the system is. */
export function useTheme(): [Theme, (theme: Theme) => void] {
	const [theme, setTheme] = useState<Theme>(stored);
	useEffect(() => {
		const root = document.documentElement;
		if (theme === 'auto') {
			delete root.dataset['theme'];
		} else {
			root.dataset['theme'] = theme;
		}
		storage?.setItem(KEY, theme);
	}, [theme]);
	return [theme, setTheme];
}

function stored(): Theme {
	const known = storage?.getItem(KEY);
	return known === 'light' || known === 'dark' ? known : 'auto';
}
