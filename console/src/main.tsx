// SPDX-License-Identifier: GPL-3.0-or-later

/** The console: finds the node that serves it, and shows what that says. */

import './styles/colours.css';
import './styles/page.css';
import './styles/layout.css';
import './styles/charts.css';

import { createRoot } from 'react-dom/client';

import { App } from './app/App.tsx';
import { endpoint } from './app/endpoint.ts';
import { Live } from './model/live.ts';

const root = createRoot(document.getElementById('root')!);
try {
	root.render(<App source={new Live(await endpoint())} />);
} catch (error) {
	root.render(<p className="wide banner">{String(error instanceof Error ? error.message : error)}</p>);
}
