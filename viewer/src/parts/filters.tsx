import type { LabelsReport, LabelValuesReport } from '@perf/profile/api.js';
import { useState } from 'preact/hooks';
import { labelsPath, labelValuesPath, type When } from '../api.js';
import { type Matcher, OPERATORS, type Operator, type Selector, withMatcher, withoutMatcher } from '../selector.js';
import { useApi } from '../use-api.js';

interface FiltersProps {
  readonly selector: Selector;
  readonly when: When;
  readonly onChange: (selector: Selector) => void;
}

/** Every matcher but the service's as a chip that can be removed, and a form that adds one. */
export function Filters({ selector, when, onChange }: FiltersProps) {
  const [adding, setAdding] = useState(false);
  const matchers = selector.matchers.filter(({ name, op }) => name !== 'service' || op !== '=');
  return (
    <div class="filters">
      {matchers.map((matcher) => (
        <span class="chip" key={matcher.name + matcher.op + matcher.value}>
          {matcher.name} {matcher.op} {matcher.value}
          <button
            type="button"
            aria-label={`Remove the filter ${matcher.name} ${matcher.op} ${matcher.value}`}
            onClick={() => onChange(withoutMatcher(selector, matcher))}
          >
            ×
          </button>
        </span>
      ))}
      <button type="button" class="quiet" aria-expanded={adding} onClick={() => setAdding(!adding)}>
        + Filter
      </button>
      {adding && (
        <AddFilter
          selector={selector}
          when={when}
          onAdd={(matcher) => {
            setAdding(false);
            onChange(withMatcher(selector, matcher));
          }}
        />
      )}
    </div>
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
              {label}
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
