// SPDX-License-Identifier: GPL-3.0-or-later

/** How much of something is done, or there. `value` is between 0 and 1. */
export function Meter({
	value,
	label,
	colour = 'var(--accent)'
}: {
	value: number;
	label: string;
	colour?: string;
}) {
	const share = Math.min(Math.max(value, 0), 1);
	return (
		<div
			className="meter"
			role="meter"
			aria-valuemin={0}
			aria-valuemax={100}
			aria-valuenow={Math.round(share * 100)}
			aria-label={label}
		>
			<div style={{ width: `${share * 100}%`, background: colour }} />
		</div>
	);
}
