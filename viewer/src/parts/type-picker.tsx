import type { SampleType } from '@perf/profile/types.js';

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
