// SPDX-License-Identifier: GPL-3.0-or-later

import type { Recording } from '../model/types.ts';

/** Where the page has its recording. */
const PLACE = /(<script type="application\/json" id="recording">).*?(<\/script>)/s;

/**
 * A report in one file: the built page, `dist-report/report.html`, with a recording in it. Every browser opens
 * it, without a server and without a network.
 */
export function embed(page: string, recording: Recording): string {
	if (!PLACE.test(page)) {
		throw new Error('the page has no place for a recording: is it dist-report/report.html?');
	}
	// What might end the script early is written otherwise, which JSON takes for the same.
	const json = JSON.stringify(recording).replaceAll('<', '\\u003c');
	const title = recording.title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
	return page
		.replace(PLACE, (_, begin: string, end: string) => begin + json + end)
		.replace(/<title>.*?<\/title>/s, () => `<title>${title}</title>`);
}
