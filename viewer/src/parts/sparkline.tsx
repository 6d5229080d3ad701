const WIDTH = 56;
const HEIGHT = 16;

/** A line without axes; gaps where nothing was recorded. */
export function Sparkline({ values }: { readonly values: readonly (number | null)[] }) {
  const top = Math.max(...values.map((value) => value ?? 0));
  if (values.filter((value) => value !== null).length < 2 || top <= 0) return null;
  let pen = 'M';
  const path = values.map((value, index) => {
    if (value === null) {
      pen = 'M';
      return '';
    }
    const x = (index / (values.length - 1)) * (WIDTH - 2) + 1;
    const y = HEIGHT - 1 - (value / top) * (HEIGHT - 2);
    const step = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
    return step;
  });
  return (
    <svg class="sparkline" width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path d={path.join('')} />
    </svg>
  );
}
