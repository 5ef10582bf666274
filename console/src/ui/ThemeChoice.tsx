// SPDX-License-Identifier: GPL-3.0-or-later

import { type Theme, useTheme } from './useTheme.ts';

/** Light, dark, or as the system is. */
export function ThemeChoice() {
	const [theme, setTheme] = useTheme();
	return (
		<select
			aria-label="Colours"
			value={theme}
			onChange={(event) => setTheme(event.target.value as Theme)}
		>
			<option value="auto">System</option>
			<option value="light">Light</option>
			<option value="dark">Dark</option>
		</select>
	);
}
