// SPDX-License-Identifier: GPL-3.0-or-later

/** A rehearsal's report: shows the recording that the page carries. */

import '../styles/colours.css';
import '../styles/page.css';
import '../styles/layout.css';
import '../styles/charts.css';
import '../styles/report.css';

import { createRoot } from 'react-dom/client';

import type { Recording } from '../model/types.ts';
import { Report } from './Report.tsx';

const text = document.getElementById('recording')?.textContent ?? 'null';
const recording = JSON.parse(text) as Recording | null;
createRoot(document.getElementById('root')!).render(
	recording === null ? (
		<p className="wide banner">This report has no recording in it.</p>
	) : recording.format !== 1 ? (
		<p className="wide banner">This recording has the format {recording.format}, which this page does not know.</p>
	) : (
		<Report recording={recording} />
	)
);
