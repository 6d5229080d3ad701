import type { Matches } from '@perf/profile/api.js';
import { useRef } from 'preact/hooks';
import { nextMatch, searchText } from '../search.js';
import type { Search } from '../use-search.js';
import { useSlash } from './use-slash.js';

interface SearchBoxProps<Found extends Matches> {
  readonly search: string;
  readonly result: Search<Found>;
  /** Of what is found, of the whole. */
  readonly shareOf: (found: Found) => number;
  readonly focus: string;
  readonly onChange: (search: string) => void;
  readonly onFocus: (id: string) => void;
}

/** `/` comes here from anywhere, Enter zooms into one match after the other, Escape empties it and then leaves. */
export function SearchBox<Found extends Matches>(props: SearchBoxProps<Found>) {
  const { search, result, shareOf, focus, onChange, onFocus } = props;
  const { found, pending, problem } = result;
  const input = useRef<HTMLInputElement>(null);
  useSlash(input);
  const go = (step: 1 | -1) => {
    const next = nextMatch(found?.heaviest ?? [], focus, step);
    if (next !== undefined) onFocus(next);
  };
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
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
          else if (event.key !== 'Escape') return;
          else if (search) onChange('');
          else input.current?.blur();
          event.preventDefault();
        }}
      />
      {found !== null && found.heaviest.length > 0 && (
        <span class="search-steps">
          <button type="button" class="quiet" aria-label="Previous match" onClick={() => go(-1)}>
            ‹
          </button>
          <button type="button" class="quiet" aria-label="Next match, by weight" onClick={() => go(1)}>
            ›
          </button>
        </span>
      )}
      <output class={pending ? 'search-result pending' : 'search-result'} aria-live="polite">
        {problem ? `Search failed: ${problem.detail}` : found && searchText(found, shareOf(found))}
      </output>
    </div>
  );
}
