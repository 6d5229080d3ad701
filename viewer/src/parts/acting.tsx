import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';
import { actionsFor, type Doing, type Subject } from '../frame-actions.js';
import { readable } from '../names.js';
import { Menu } from './menu.js';
import { placeText } from './place.js';

/** What frames and rows do with a right click and with keys. */
export interface Acting {
  /** Shows what can be done at a place of the window, in CSS pixels. */
  readonly open: (subject: Subject, x: number, y: number) => void;
  /** Does what the key stands for, or opens the menu at `place`; false where it stands for nothing. */
  readonly press: (event: KeyboardEvent, subject: Subject, place: Element) => boolean;
}

const Context = createContext<Acting | null>(null);

/** null where nothing can be done with frames. */
export function useActing(): Acting | null {
  return useContext(Context);
}

interface Opened {
  readonly subject: Subject;
  readonly x: number;
  readonly y: number;
}

/** Around all that has such frames and rows. */
export function ActingOn({ doing, children }: { readonly doing: Doing; readonly children: ComponentChildren }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const acting = useMemo<Acting>(() => {
    const open = (subject: Subject, x: number, y: number) => {
      if (actionsFor(subject, doing).length > 0) setOpened({ subject, x, y });
    };
    return {
      open,
      press(event, subject, place) {
        if (event.ctrlKey || event.metaKey || event.altKey) return false;
        if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
          const { left, bottom, width } = place.getBoundingClientRect();
          open(subject, left + Math.min(16, width / 2), bottom);
          return true;
        }
        const action = actionsFor(subject, doing).find(({ key }) => key === event.key && key !== 'Enter');
        action?.run();
        return action !== undefined;
      },
    };
  }, [doing]);
  const fn = opened?.subject.fn;
  return (
    <Context.Provider value={acting}>
      {children}
      {opened && (
        <Menu
          title={fn ? readable(fn.name) : 'Small frames'}
          place={fn ? placeText(fn) : ''}
          actions={actionsFor(opened.subject, doing)}
          x={opened.x}
          y={opened.y}
          onClose={() => setOpened(null)}
        />
      )}
    </Context.Provider>
  );
}

interface RowHandlers {
  readonly onContextMenu?: (event: MouseEvent) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}

/** The handlers of a row that is about one function. */
export function rowHandlers(acting: Acting | null, subject: Subject): RowHandlers {
  if (!acting) return {};
  return {
    onContextMenu: (event) => {
      event.preventDefault();
      acting.open(subject, event.clientX, event.clientY);
    },
    onKeyDown: (event) => {
      if (event.target instanceof Element && acting.press(event, subject, event.target)) event.preventDefault();
    },
  };
}
