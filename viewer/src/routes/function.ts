/** The page of one function across time and deploys <-> its URL. Pure. */
import { parseSteps, printSteps, type Step } from '@perf/profile/transforms/steps.js';
import { labelOf, parseSelector, printSelector, type Selector, selectorOf } from '../selector.js';
import { upright } from '../steps.js';
import { DEFAULT_RANGE, type FunctionKey, parseRange, Query, type Range, selectorWithin } from './params.js';

export interface FunctionRoute {
  readonly page: 'function';
  readonly service: string;
  /** Always with `service="..."` as its first matcher. */
  readonly selector: Selector;
  readonly range: Range;
  readonly fn: FunctionKey;
  /** From the whole tree to the one whose callers and callees are shown. Never turned round: they would be the same. */
  readonly steps: readonly Step[];
}

export function functionRoute(
  service: string,
  fn: FunctionKey,
  rest: Partial<Pick<FunctionRoute, 'selector' | 'range' | 'steps'>> = {},
): FunctionRoute {
  const selector = selectorOf('', { service });
  return { page: 'function', service, selector, range: DEFAULT_RANGE, fn, steps: [], ...rest };
}

/**
 * null where the query does not say which function of which service.
 *
 * @throws SelectorError or StepsError for what cannot be read.
 */
export function parseFunction(params: URLSearchParams): FunctionRoute | null {
  const asked = parseSelector(params.get('query') ?? '');
  const name = params.get('name');
  const service = labelOf(asked, 'service');
  if (!name || !service) return null;
  return functionRoute(
    service,
    { name, file: params.get('file') ?? '' },
    {
      selector: selectorWithin(service, asked),
      range: parseRange(params, 'from', 'until', DEFAULT_RANGE),
      steps: upright(parseSteps(params.get('view') ?? '')),
    },
  );
}

export function printFunction(route: FunctionRoute): string {
  return new Query()
    .set('name', route.fn.name)
    .add('file', route.fn.file)
    .set('query', printSelector(route.selector))
    .addRange(route.range)
    .add('view', printSteps(route.steps))
    .behind('/function');
}
