import { formatShare, plural } from '@perf/profile/units.js';
import { useRef } from 'preact/hooks';
import type { Matches } from '../search.js';
import { useSlash } from './use-slash.js';

interface SearchBoxProps {
  readonly search: string;
  readonly matches: Matches | null;
  readonly onChange: (search: string) => void;
}

/** `/` comes here from anywhere, Escape empties it and then leaves. */
export function SearchBox({ search, matches, onChange }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useSlash(input);
  return (
    <div class="search">
      <input
        ref={input}
        type="search"
        placeholder="Search functions, files, packages   /"
        aria-label="Search functions, files and packages"
        value={search}
        onInput={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          if (search) onChange('');
          else input.current?.blur();
        }}
      />
      <output class="search-result" aria-live="polite">
        {matches && searchText(matches)}
      </output>
    </div>
  );
}

/** `3 frames, 12.3 % of the total`; `at least` where folded frames could not be searched. */
export function searchText({ frames, share, partial }: Matches): string {
  if (frames === 0) return partial ? 'No match among the frames shown' : 'No match';
  return `${plural(frames, 'frame')}, ${partial ? 'at least ' : ''}${formatShare(share)} of the total`;
}
