interface SortHeaderProps<Key extends string> {
  readonly by: Key;
  readonly sort: Key;
  readonly onSort: (key: Key) => void;
  readonly children: string;
  readonly numeric?: boolean;
}

/** A column's heading that sorts the table by it. Numbers sort downwards, names upwards. */
export function SortHeader<Key extends string>({ by, sort, onSort, children, numeric }: SortHeaderProps<Key>) {
  const sorted = by === sort ? (numeric ? 'descending' : 'ascending') : 'none';
  return (
    <th scope="col" class={numeric ? 'number' : ''} aria-sort={sorted}>
      <button type="button" onClick={() => onSort(by)}>
        {children}
        <span aria-hidden="true">{sorted === 'none' ? '' : numeric ? ' ↓' : ' ↑'}</span>
      </button>
    </th>
  );
}
