import { useEffect, useRef } from 'preact/hooks';

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'Search; Enter zooms into the heaviest match, then the next, Shift Enter into the one before'],
  ['Tab', 'Into the flame graph'],
  ['← ↑ ↓ →', 'Move among frames'],
  ['Enter', 'Zoom into the frame'],
  ['Escape', 'Empty the search, then leave the zoom'],
  ['Home', 'To the root'],
  ['Shift F10', 'Menu of a frame or a row: right-click does the same'],
  ['f  i  h', 'Only stacks through it, ignore them, hide its frames'],
  ['p  c', 'Its package as one frame, its callers and callees'],
  ['y  o', 'Copy its name, open its page'],
  ['→  ←', 'In the tree: open and close rows'],
  ['Shift ← →', 'Select time among the instances; Enter takes it'],
  ['?', 'This list'],
];

/** The keys, on `?` or the button. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest('input, select, textarea');
      if (event.key === '?' && !typing) dialog.current?.showModal();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      <button type="button" class="quiet" onClick={() => dialog.current?.showModal()} title="Keys (?)">
        Keys
      </button>
      <dialog ref={dialog} aria-label="Keys">
        <h2>Keys</h2>
        <dl class="keys">
          {KEYS.map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit">Close</button>
        </form>
      </dialog>
    </>
  );
}
