import { render } from 'preact';
import { App } from './app.js';
import { keepFocus } from './focus.js';
import { restoreTheme } from './parts/theme-toggle.js';

restoreTheme();
keepFocus();
const host = document.getElementById('app');
if (host) render(<App />, host);
