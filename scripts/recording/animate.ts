// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * An animated SVG of terminals. It needs no script, so that GitHub shows it; each terminal is a strip of
 * pictures that CSS moves on. Lines that occur more than once are drawn once and referred to.
 */

import type xterm from '@xterm/headless';

import { type Size, terminal, type Written } from './pane.ts';

/** A part of the recording, in its milliseconds, and how many of the animation it takes. */
export interface Haste {
	from: number;
	to: number;
	takes: number;
}

export interface Recording {
	sizes: Size[];
	titles: string[];
	written: Written[];
	hastes: Haste[];
	/** Milliseconds. */
	end: number;
}

/** Pixels of a character, and around what is shown. */
const WIDTH = 8;
const HEIGHT = 17;
const FONT = 13;
const BASELINE = 13;
const MARGIN = 14;
const BAR = 26;
/** The shortest time that a picture is shown, in milliseconds; the second one where the animation hastens. */
const PICTURE = 70;
const HASTY_PICTURE = 170;

const BACKGROUND = '#0d1117';
const FOREGROUND = '#e6edf3';
const DIM = '#8b949e';
/** The sixteen colours of a terminal. */
const COLOURS = [
	'#6e7681', '#ff7b72', '#7ee787', '#e3b341', '#79c0ff', '#d2a8ff', '#76e3ea', '#e6edf3',
	'#8b949e', '#ffa198', '#aff5b4', '#f8e3a1', '#a5d6ff', '#e2c5ff', '#b3f0ff', '#ffffff'
];

/** A picture of a terminal: its lines by their numbers, and where the cursor is. */
interface Picture {
	at: number;
	lines: number[];
	cursor: { row: number; column: number };
}

const escape = (text: string) =>
	text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!);
/** A number without more digits than the eye sees. */
const brief = (value: number) => String(Math.round(value * 1_000) / 1_000);

/** When something happens in the animation that happened then in the recording. */
function played(hastes: Haste[], at: number): number {
	let saved = 0;
	for (const { from, to, takes } of hastes) {
		const part = Math.min(Math.max((at - from) / (to - from), 0), 1);
		saved += part * (to - from - takes);
	}
	return at - saved;
}

/** What one line of a terminal looks like: runs of one style each, held to the grid. */
function draw(line: xterm.IBufferLine, columns: number): string {
	interface Run {
		column: number;
		cells: number;
		style: string;
		text: string;
	}
	const runs: Run[] = [];
	for (let column = 0; column < columns; ) {
		const cell = line.getCell(column)!;
		const cells = Math.max(cell.getWidth(), 1);
		const text = cell.getChars() || ' ';
		const colour = cell.isFgPalette() ? `a${cell.getFgColor() % COLOURS.length}` : undefined;
		const classes = [colour, cell.isBold() && 'b', cell.isDim() && 'd'].filter(Boolean).join(' ');
		const style = classes === '' ? '' : ` class="${classes}"`;
		const last = runs.at(-1);
		// A wide character begins a run: fonts differ in how wide they draw it.
		if (last && last.style === style && cells === 1 && last.cells === last.text.length) {
			last.text += text;
			last.cells += cells;
		} else {
			runs.push({ column, cells, style, text });
		}
		column += cells;
	}
	return runs
		.map(({ column, cells, style, text }) => {
			const kept = text.trimEnd();
			const lead = kept.length - kept.trimStart().length;
			const at = column + lead;
			const words = kept.trimStart();
			if (words === '') {
				return '';
			}
			const long = cells === text.length ? words.length : cells;
			return `<text x="${at * WIDTH}"${style} textLength="${long * WIDTH}">${escape(words)}</text>`;
		})
		.join('');
}

/** The pictures of one terminal, and each of their lines once. */
async function pictures(recording: Recording, pane: number, drawn: Map<string, number>): Promise<Picture[]> {
	const size = recording.sizes[pane]!;
	const term = terminal(size);
	const found: Picture[] = [];
	const look = (at: number) => {
		const { active } = term.buffer;
		const lines = Array.from({ length: size.rows }, (_, row) => {
			const svg = draw(active.getLine(active.baseY + row)!, size.columns);
			return drawn.get(svg) ?? drawn.set(svg, drawn.size).get(svg)!;
		});
		const picture = { at, lines, cursor: { row: active.cursorY, column: active.cursorX } };
		const last = found.at(-1);
		if (JSON.stringify({ ...last, at }) !== JSON.stringify(picture)) {
			found.push(picture);
		}
	};
	const hasty = (at: number) => recording.hastes.some(({ from, to }) => from < at && at < to);
	const own = recording.written
		.filter((one) => one.pane === pane)
		.map(({ at, text }) => ({
			at: played(recording.hastes, at),
			text,
			lasts: hasty(at) ? HASTY_PICTURE : PICTURE
		}));
	look(0);
	for (const [i, { at, text, lasts }] of own.entries()) {
		await new Promise<void>((done) => term.write(text, done));
		const next = own[i + 1]?.at ?? Number.POSITIVE_INFINITY;
		// What follows at once belongs to the same picture.
		if (next - found.at(-1)!.at >= lasts && next - at > 1) {
			look(at);
		}
	}
	return found;
}

/** The animation. */
export async function animate(recording: Recording): Promise<string> {
	const { sizes, titles, hastes } = recording;
	const length = played(hastes, recording.end);
	const percent = (at: number) => brief(Math.min((at / length) * 100, 100));
	const drawn = new Map<string, number>();
	const width = Math.max(...sizes.map(({ columns }) => columns)) * WIDTH + 2 * MARGIN;

	let top = 0;
	const css: string[] = [];
	const body: string[] = [];
	const clips: string[] = [];
	for (const [pane, size] of sizes.entries()) {
		const tall = size.rows * HEIGHT;
		const shown = await pictures(recording, pane, drawn);
		const steps = shown.map(({ at }, i) => `${percent(at)}%{transform:translateY(-${i * tall}px)}`);
		css.push(
			`@keyframes p${pane}{${steps.join('')}}`,
			`.p${pane}{animation:p${pane} ${brief(length / 1_000)}s step-end infinite}`,
			`@media(prefers-reduced-motion:reduce){.p${pane}{animation:none;transform:translateY(-${(shown.length - 1) * tall}px)}}`
		);
		clips.push(`<clipPath id="c${pane}"><rect width="${width}" height="${tall}"/></clipPath>`);
		const strip = shown.flatMap(({ lines, cursor }, i) => [
			`<rect x="${cursor.column * WIDTH}" y="${(i * size.rows + cursor.row) * HEIGHT}" width="${WIDTH}" height="${HEIGHT}" class="k"/>`,
			...lines.map((line, row) => `<use href="#l${line}" y="${(i * size.rows + row) * HEIGHT}"/>`)
		]);
		const empty = drawn.get('');
		body.push(
			`<text x="${MARGIN}" y="${top + 17}" class="t">${escape(titles[pane]!)}</text>`,
			`<g transform="translate(${MARGIN} ${top + BAR})"><g clip-path="url(#c${pane})"><g class="p${pane}">${strip
				.filter((part) => !part.startsWith(`<use href="#l${empty}"`))
				.join('')}</g></g></g>`
		);
		top += BAR + tall;
		if (pane + 1 < sizes.length) {
			body.push(`<path d="M0 ${top + 5.5}H${width}" stroke="#30363d"/>`);
			top += 6;
		}
	}
	hastes.forEach(({ from, to, takes }, i) => {
		const times = Math.round((to - from) / takes);
		if (times < 2) {
			return;
		}
		const [on, off] = [played(hastes, from), played(hastes, to)];
		css.push(
			`@keyframes h${i}{0%{opacity:0}${percent(on)}%{opacity:1}${percent(off)}%{opacity:0}}`,
			`.h${i}{opacity:0;animation:h${i} ${brief(length / 1_000)}s step-end infinite}`
		);
		body.push(`<text x="${width - MARGIN}" y="17" text-anchor="end" class="t h${i}">shown ${times} times as fast</text>`);
	});

	const height = top + MARGIN;
	const lines = [...drawn].filter(([svg]) => svg !== '').map(([svg, i]) => `<g id="l${i}">${svg}</g>`);
	return [
		'<!-- SPDX-License-Identifier: GPL-3.0-or-later. Made by scripts/record; do not edit. -->',
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A chain is launched, moved on by a day, sees an auction won, and is taken back.">`,
		`<style>text{font:${FONT}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;fill:${FOREGROUND};white-space:pre}`,
		`${COLOURS.map((colour, i) => `.a${i}{fill:${colour}}`).join('')}.b{font-weight:bold}.d{opacity:.7}`,
		`.t{fill:${DIM};font-family:system-ui,sans-serif}.k{fill:${DIM};opacity:.6}${css.join('')}</style>`,
		`<defs>${clips.join('')}${lines.map((line) => line.replaceAll('<text ', `<text y="${BASELINE}" `)).join('')}</defs>`,
		`<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="${BACKGROUND}" stroke="#30363d"/>`,
		...body,
		'</svg>\n'
	].join('');
}
