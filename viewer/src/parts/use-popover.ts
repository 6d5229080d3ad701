import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface Popover {
  readonly open: boolean;
  readonly toggle: () => void;
  /** Closes it, and gives the focus back to its button. */
  readonly close: () => void;
  /** Of the element around the button (the one with aria-expanded) and what it opens (`.popover`). */
  readonly around: RefObject<HTMLDivElement | null>;
}

/** What a button opens below it: its first field has the focus, and Escape, a press or Tab elsewhere closes it. */
export function usePopover(): Popover {
  const [open, setOpen] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  const close = () => {
    setOpen(false);
    around.current?.querySelector<HTMLElement>('[aria-expanded]')?.focus();
  };
  useLayoutEffect(() => {
    const element = around.current;
    if (!open || !element) return;
    element.querySelector<HTMLElement>('.popover :is(input, select, button)')?.focus();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      close();
    };
    const onPointerDown = ({ target }: PointerEvent) => {
      if (!element.contains(target as Node)) setOpen(false);
    };
    const onFocusOut = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget instanceof Node && !element.contains(relatedTarget)) setOpen(false);
    };
    element.addEventListener('keydown', onKeyDown);
    element.addEventListener('focusout', onFocusOut);
    document.addEventListener('pointerdown', onPointerDown);
    return () => {
      element.removeEventListener('keydown', onKeyDown);
      element.removeEventListener('focusout', onFocusOut);
      document.removeEventListener('pointerdown', onPointerDown);
    };
  }, [open]);
  return { open, toggle: () => setOpen((before) => !before), close, around };
}
