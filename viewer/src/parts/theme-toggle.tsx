import { useState } from 'preact/hooks';

type Theme = 'auto' | 'light' | 'dark';

const KEY = 'perf.theme';
const NEXT: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };
const NAMES: Readonly<Record<Theme, string>> = { auto: 'Auto', light: 'Light', dark: 'Dark' };

/** Sets the theme kept from last time. Before the first drawing, so that nothing flashes. */
export function restoreTheme(): void {
  apply(storedTheme());
}

export function ThemeToggle() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const change = () => {
    const next = NEXT[theme];
    setTheme(next);
    apply(next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Storage can be forbidden; the theme then lasts until the page is left.
    }
  };
  return (
    <button type="button" class="quiet" onClick={change} title="Theme: automatic, light or dark">
      <span aria-hidden="true">◐</span> {NAMES[theme]}
    </button>
  );
}

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'auto';
  } catch {
    return 'auto';
  }
}

/** Canvases cannot follow CSS variables: they redraw on `perf:theme`. */
function apply(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  dispatchEvent(new Event('perf:theme'));
}
