import type { LabelsReport, LabelValuesReport } from '@perf/profile/api.js';
import { useState } from 'preact/hooks';
import { labelsPath, labelValuesPath, type When } from '../api.js';
import { isolated, readable } from '../names.js';
import { type Matcher, OPERATORS, type Operator, type Selector, withMatcher, withoutMatcher } from '../selector.js';
import { useApi } from '../use-api.js';
import { Name } from './name.js';
import { usePopover } from './use-popover.js';

interface FiltersProps {
  readonly selector: Selector;
  readonly when: When;
  readonly onChange: (selector: Selector) => void;
}

/** Every matcher but the service's as a chip that can be removed, and a form that adds one. */
export function Filters({ selector, when, onChange }: FiltersProps) {
  const { open, toggle, close, around } = usePopover();
  const matchers = selector.matchers.filter(({ name, op }) => name !== 'service' || op !== '=');
  return (
    <div class="filters" ref={around}>
      {matchers.map((matcher) => (
        <span class="chip" key={matcher.name + matcher.op + matcher.value}>
          <MatcherText matcher={matcher} />
          <button
            type="button"
            aria-label={`Remove the filter ${isolated(matcher.name)} ${matcher.op} ${isolated(matcher.value)}`}
            onClick={() => onChange(withoutMatcher(selector, matcher))}
          >
            ×
          </button>
        </span>
      ))}
      <button type="button" class="quiet" aria-expanded={open} onClick={toggle}>
        + Filter
      </button>
      {open && (
        <AddFilter
          selector={selector}
          when={when}
          onAdd={(matcher) => {
            close();
            onChange(withMatcher(selector, matcher));
          }}
        />
      )}
    </div>
  );
}

/** As much of a filter as fits into its chip. */
export function MatcherText({ matcher: { name, op, value } }: { readonly matcher: Matcher }) {
  return (
    <span class="chip-text" title={`${readable(name)} ${op} ${readable(value)}`}>
      <Name text={name} /> {op} {value === '' ? '""' : <Name text={value} />}
    </span>
  );
}

interface AddFilterProps {
  readonly selector: Selector;
  readonly when: When;
  readonly onAdd: (matcher: Matcher) => void;
}

function AddFilter({ selector, when, onAdd }: AddFilterProps) {
  const [chosen, setChosen] = useState('');
  const [op, setOp] = useState<Operator>('=');
  const [value, setValue] = useState('');
  const labels = useApi<LabelsReport>(labelsPath(selector, when));
  const names = (labels.data?.labels ?? []).filter((label) => label !== 'service');
  const name = chosen || names[0] || '';
  const values = useApi<LabelValuesReport>(name ? labelValuesPath(name, selector, when) : null);
  return (
    <form
      class="popover filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name && value) onAdd({ name, op, value });
      }}
    >
      <label>
        Label
        <select aria-label="Label" value={name} onChange={(event) => setChosen(event.currentTarget.value)}>
          {names.map((label) => (
            <option key={label} value={label}>
              {isolated(label)}
            </option>
          ))}
        </select>
      </label>
      <label>
        is
        <select aria-label="is" value={op} onChange={(event) => setOp(event.currentTarget.value as Operator)}>
          {OPERATORS.map((operator) => (
            <option key={operator} value={operator}>
              {operator}
            </option>
          ))}
        </select>
      </label>
      <label>
        Value
        <input list="label-values" value={value} onInput={(event) => setValue(event.currentTarget.value)} />
      </label>
      <datalist id="label-values">
        {(values.data?.values ?? []).map((known) => (
          <option key={known} value={known} />
        ))}
      </datalist>
      {(labels.problem ?? values.problem) && <p class="hint">{(labels.problem ?? values.problem)?.detail}</p>}
      <button type="submit" disabled={!name || !value}>
        Add
      </button>
    </form>
  );
}
