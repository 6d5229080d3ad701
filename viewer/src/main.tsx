import { render } from 'preact';
import { App } from './app.js';
import { restoreTheme } from './parts/theme-toggle.js';

restoreTheme();
const host = document.getElementById('app');
if (host) render(<App />, host);
