import type { FunctionColumns, TreeColumns } from '@perf/profile/api.js';
import { changeLegend, type LegendItem, packageLegend } from '../legend.js';

interface PackageLegendProps {
  readonly report: FunctionColumns & { readonly nodes: TreeColumns };
}

/** What the colours of packages mean. */
export function PackageLegend({ report }: PackageLegendProps) {
  return (
    <ul class="legend" aria-label="Colours">
      {packageLegend(report, report.nodes).map((item) => (
        <Item key={item.text} {...item} />
      ))}
    </ul>
  );
}

export function ChangeLegend() {
  return (
    <ul class="legend change-legend" aria-label="Colours: change as a share of the whole">
      {changeLegend().map((item) => (
        <Item key={item.text} {...item} />
      ))}
    </ul>
  );
}

function Item({ colour, text }: LegendItem) {
  return (
    <li>
      {colour !== null && <span class="swatch" style={{ background: colour }} />}
      {text}
    </li>
  );
}
