import type { SampleType } from '@perf/profile/types.js';

const ORDER = ['cpu', 'wall', 'inuse_space', 'alloc_space'];

/** CPU first, then wall time and heap, then whatever else arrived. */
export function defaultType(types: readonly SampleType[]): string {
  return ORDER.find((wanted) => types.some(({ type }) => type === wanted)) ?? types[0]?.type ?? '';
}

interface TypePickerProps {
  readonly types: readonly SampleType[];
  readonly type: string;
  readonly onChange: (type: string) => void;
}

export function TypePicker({ types, type, onChange }: TypePickerProps) {
  const known = types.some((one) => one.type === type);
  return (
    <select aria-label="Sample type" value={type} onChange={(event) => onChange(event.currentTarget.value)}>
      {!known && <option value={type}>{type || 'no sample type'}</option>}
      {types.map((one) => (
        <option key={`${one.type}/${one.unit}`} value={one.type}>
          {one.type} ({one.unit})
        </option>
      ))}
    </select>
  );
}
