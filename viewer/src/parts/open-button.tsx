import { useRef } from 'preact/hooks';
import { openFiles } from '../files/opened.js';
import type { Route } from '../url.js';

interface OpenButtonProps {
  readonly label: string;
  /** What is shown: a file that is opened beside an open one is compared with it. */
  readonly route: Route;
  readonly primary?: boolean;
}

/** Chooses one file to be opened, or two to be compared. */
export function OpenButton({ label, route, primary }: OpenButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={primary ? 'primary' : ''} onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        class="file-input"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const chosen = [...(event.currentTarget.files ?? [])];
          // So that the same file can be chosen again.
          event.currentTarget.value = '';
          openFiles(chosen, route);
        }}
      />
    </>
  );
}
