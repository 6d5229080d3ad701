import { compareDeploys } from '@perf/profile/verdict/index.js';
import { timed } from '../figures.js';
import { ROUGH } from './climate.js';
import { drawPair } from './pair.js';
import { drawService, functionOfShare } from './service.js';
import { sameVersion, slower } from './version.js';

/** Milliseconds that comparisons take of 1,000 windows of a service with 50,000 functions, one of which got slower. */
export async function timeLarge(seed: number): Promise<{ took: number[]; nonZero: number }> {
  const service = drawService(seed, 100_000, 50_000);
  const after = slower(service, functionOfShare(service, 0.01), 0.01);
  const { base, comparison, options } = drawPair(seed, service, sameVersion(service), after, {
    climate: ROUGH,
    instances: 10,
    windows: 50,
    load: 1.3,
    design: 'canary',
    apart: true,
  });
  const all = [...base.windows, ...comparison.windows];
  const nonZero = all.reduce((sum, { node }) => sum + node.length, 0) / all.length;
  return { took: await timed(5, () => compareDeploys(base, comparison, options)), nonZero };
}
