import { useEffect, useRef } from 'preact/hooks';

type Keys = readonly (readonly [keys: string, does: string])[];

const SECTIONS: readonly (readonly [title: string, keys: Keys])[] = [
  [
    'Anywhere',
    [
      ['/', 'Search; Enter zooms into the heaviest match, then the next, Shift Enter into the one before'],
      ['Tab', 'To the next part; Shift Tab to the one before'],
      ['Enter', 'Follow a link, press a button'],
      ['Escape', 'Close what is open'],
      ['?', 'This list'],
    ],
  ],
  [
    'In a flame graph',
    [
      ['← ↑ ↓ →', 'Move among frames'],
      ['Home', 'To the root'],
      ['Enter', 'Zoom into the frame'],
      ['Escape', 'Empty the search, then leave the zoom'],
      ['→  ←', 'As a tree: open and close rows'],
    ],
  ],
  [
    'On a frame, a function or a path',
    [
      ['Shift F10', 'Its menu; a right click does the same'],
      ['f  i  h', 'Only stacks through it, ignore them, hide its frames'],
      ['p  c', 'Its package as one frame, its callers and callees'],
      ['y  o', 'Copy its name, open its page'],
    ],
  ],
  [
    'In the tree',
    [
      ['↑ ↓', 'Move among rows; Home and End to the first and the last'],
      ['→  ←', 'Open and close rows'],
      ['Enter', 'Zoom into the row'],
    ],
  ],
  [
    'In a timeline, and among the instances',
    [
      ['← →', 'Move in time; Home and End to its ends'],
      ['Shift ← →', 'Select time'],
      ['Enter', 'Show the time that is selected, or the instance'],
      ['Escape', 'Select nothing'],
    ],
  ],
  [
    'On a range of a comparison',
    [
      ['← →', 'Move it; with Shift its end'],
      ['Enter', 'Compare with the range as it is now'],
      ['Escape', 'Put it back'],
    ],
  ],
];

/** Newer than the types of elements. */
const CLOSED_BY_A_PRESS_BESIDE = { closedby: 'any' } as const;

/** The keys, on `?` or the button. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest('input, select, textarea');
      if (event.key === '?' && !typing && !dialog.current?.open) dialog.current?.showModal();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      <button type="button" class="quiet" onClick={() => dialog.current?.showModal()} title="Keys (?)">
        Keys
      </button>
      <dialog ref={dialog} aria-label="Keys" {...CLOSED_BY_A_PRESS_BESIDE}>
        <h2>Keys</h2>
        {SECTIONS.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl class="keys">
              {keys.map(([key, does]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
}
