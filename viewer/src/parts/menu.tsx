import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Action } from '../frame-actions.js';
import { Name } from './name.js';

interface MenuProps {
  /** What the menu is about. */
  readonly title: string;
  readonly place: string;
  readonly actions: readonly Action[];
  /** Where in the window, in CSS pixels; moved so that all of it can be seen. */
  readonly x: number;
  readonly y: number;
  readonly onClose: () => void;
}

/** A menu at the pointer: arrows move, Enter or an item's key chooses, Escape closes. The focus returns to where it was. */
export function Menu({ title, place, actions, x, y, onClose }: MenuProps) {
  const popup = useRef<HTMLDivElement>(null);
  const items = () => [...(popup.current?.querySelectorAll('button') ?? [])];

  useLayoutEffect(() => {
    const before = document.activeElement;
    const element = popup.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(4, Math.min(x, innerWidth - width - 4))}px`;
    element.style.top = `${Math.max(4, Math.min(y, innerHeight - height - 4))}px`;
    items()[0]?.focus();
    return () => {
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus({ preventScroll: true });
    };
  }, [x, y]);

  useEffect(() => {
    const outside = (event: Event) => {
      if (!(event.target instanceof Node) || !popup.current?.contains(event.target)) onClose();
    };
    addEventListener('pointerdown', outside, true);
    addEventListener('scroll', outside, true);
    addEventListener('resize', onClose);
    return () => {
      removeEventListener('pointerdown', outside, true);
      removeEventListener('scroll', outside, true);
      removeEventListener('resize', onClose);
    };
  }, [onClose]);

  const choose = (action: Action) => {
    onClose();
    action.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    const chosen = event.key === 'Enter' ? undefined : actions.find(({ key }) => key === event.key);
    if (to !== undefined) all.at(to % all.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else if (chosen) choose(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={popup} class="menu">
      <p class="menu-title">
        <strong>
          <bdi>{title}</bdi>
        </strong>{' '}
        {place && (
          <span class="place">
            <Name text={place} />
          </span>
        )}
      </p>
      <div
        role="menu"
        tabIndex={-1}
        aria-label={`${title} ${place}`.trim()}
        onKeyDown={onKeyDown}
        onContextMenu={(event) => event.preventDefault()}
      >
        {actions.map((action) => (
          <button
            key={action.key}
            type="button"
            role="menuitem"
            tabIndex={-1}
            aria-keyshortcuts={action.key}
            onClick={() => choose(action)}
          >
            {action.text}{' '}
            <span class="key" aria-hidden="true">
              {action.key}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}
