import { options } from 'preact';

/**
 * Keeps the keyboard's place through every rendering. The browser takes the focus from an element that is moved or
 * removed: what was moved gets it back, what is gone passes it on to the nearest part of the page that is still there,
 * so that Tab goes on from where it was.
 */
export function keepFocus(): void {
  options.debounceRendering = (render) =>
    queueMicrotask(() => {
      const before = document.activeElement;
      const around = ancestorsOf(before);
      render();
      if (before === null || before === document.body || document.activeElement !== document.body) return;
      focusAnyway(before.isConnected ? before : around.find((element) => element.isConnected));
    });
}

/** Parts of the page around an element, the nearest first. */
function ancestorsOf(element: Element | null): Element[] {
  const found: Element[] = [];
  for (let at = element?.parentElement; at; at = at.parentElement) if (at.matches('section, main')) found.push(at);
  return found;
}

function focusAnyway(element: Element | undefined): void {
  if (!(element instanceof HTMLElement || element instanceof SVGElement)) return;
  if (element.matches('section')) element.setAttribute('tabindex', '-1');
  element.focus({ preventScroll: true });
}
