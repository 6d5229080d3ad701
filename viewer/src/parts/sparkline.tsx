interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly width?: number;
  readonly height?: number;
}

/** A line without axes; gaps where nothing was recorded. */
export function Sparkline({ values, width = 56, height = 16 }: SparklineProps) {
  const top = Math.max(...values.map((value) => value ?? 0));
  if (values.filter((value) => value !== null).length < 2 || top <= 0) return null;
  let pen = 'M';
  const path = values.map((value, index) => {
    if (value === null) {
      pen = 'M';
      return '';
    }
    const x = (index / (values.length - 1)) * (width - 2) + 1;
    const y = height - 1 - (value / top) * (height - 2);
    const step = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
    return step;
  });
  return (
    <svg class="sparkline" width={width} height={height} aria-hidden="true">
      <path d={path.join('')} />
    </svg>
  );
}
