import type { Finding, MatchedFunction } from '@perf/profile/api.js';
import type { ChangeRow } from '@perf/profile/matched-rows.js';
import { Name } from './name.js';
import { placeText } from './place.js';

interface ChangeTagsProps {
  readonly row: ChangeRow;
  /** What was found of it with the best evidence. */
  readonly finding: Finding | undefined;
}

/** What a change of a function is apart from its size. What was matched to another name or place is neither new nor gone. */
export function ChangeTags({ row, finding }: ChangeTagsProps) {
  const { match } = row;
  const matched = match?.how ?? finding?.matched ?? '';
  return (
    <>
      {finding?.label === 'moved' && (
        <span class="tag moved">
          Moved
          {finding.movedFrom && (
            <>
              {' from '}
              <Name text={finding.movedFrom.name} />
            </>
          )}
        </span>
      )}
      {match && <span class="tag moved">{isRenamed(match) ? 'Renamed' : 'Other file'}</span>}
      {matched === '' && row.kind === 'new' && <span class="tag new">New</span>}
      {matched === '' && row.kind === 'gone' && <span class="tag gone">Gone</span>}
      {matched !== '' && (
        <span class="matched">
          {match && (
            <>
              was {isRenamed(match) && <Name text={match.base.name} />} <Name text={placeText(match.base)} />
              {', '}
            </>
          )}
          known by: {matched}
        </span>
      )}
    </>
  );
}

function isRenamed({ base, comparison }: MatchedFunction): boolean {
  return base.name !== comparison.name;
}
