// SPDX-License-Identifier: GPL-3.0-or-later

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

/** The page of a rehearsal's report, in one file that needs nothing else. `src/report/embed.ts` fills it. */
export default defineConfig({
	plugins: [react(), viteSingleFile()],
	publicDir: false,
	build: {
		outDir: 'dist-report',
		target: 'es2022',
		rollupOptions: { input: 'report.html' }
	}
});
