// SPDX-License-Identifier: GPL-3.0-or-later

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The console. It is served by the node, under a policy that lets it run no inline script and style. */
export default defineConfig({
	plugins: [react()],
	build: {
		outDir: 'dist',
		target: 'es2022',
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false }
	}
});
