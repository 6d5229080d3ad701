import type { DiffRow, Finding } from '@perf/profile/api.js';
import { Name } from './name.js';

interface ChangeTagsProps {
  readonly row: DiffRow;
  /** What was found of it with the best evidence. */
  readonly finding: Finding | undefined;
}

/** What a change of a function is apart from its size. What was matched to another name or place is neither new nor gone. */
export function ChangeTags({ row, finding }: ChangeTagsProps) {
  const matched = finding?.matched ?? '';
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
      {matched !== '' && <span class="tag moved">Matched by {matched}</span>}
      {matched === '' && row.kind === 'new' && <span class="tag new">New</span>}
      {matched === '' && row.kind === 'gone' && <span class="tag gone">Gone</span>}
    </>
  );
}
