import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { MetricView } from '../../api/metrics';

const FUNCTIONS = ['rate(', 'increase(', 'avg(', 'sum(', 'min(', 'max(', 'quantile(', 'avg_over_time(', 'max_over_time(', 'min_over_time('];
const MOST = 8;

/** An expression with completion of names: arrows choose, Tab or Enter takes, Enter on a finished expression draws it. */
export function ExpressionBox(props: { metrics: readonly MetricView[]; expression: string; onChange: (expression: string) => void }) {
  const text = useSignal(props.expression);
  const offers = useSignal<string[]>([]);
  const chosen = useSignal(0);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    text.value = props.expression;
  }, [props.expression]);

  const complete = () => {
    const before = text.value.slice(0, input.current!.selectionStart ?? text.value.length);
    const word = /[a-zA-Z_:][\w:]*$/.exec(before)?.[0] ?? '';
    const names = [...new Set(props.metrics.map((each) => each.name))];
    offers.value = word.length < 2 ? [] : [...FUNCTIONS, ...names].filter((name) => name !== word && name.includes(word)).slice(0, MOST);
    chosen.value = 0;
  };
  const take = (offer: string) => {
    const at = input.current!.selectionStart ?? text.value.length;
    const before = text.value.slice(0, at).replace(/[a-zA-Z_:][\w:]*$/, '') + offer;
    text.value = before + text.value.slice(at);
    offers.value = [];
    input.current!.focus();
    requestAnimationFrame(() => input.current!.setSelectionRange(before.length, before.length));
  };
  const keys = (event: KeyboardEvent) => {
    if (offers.value.length === 0) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      chosen.value = (chosen.value + step + offers.value.length) % offers.value.length;
    } else if (event.key === 'Tab' || event.key === 'Enter') {
      event.preventDefault();
      take(offers.value[chosen.value]!);
    } else if (event.key === 'Escape') {
      offers.value = [];
    }
  };

  return (
    <form
      class="expression"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        offers.value = [];
        props.onChange(text.value.trim());
      }}
    >
      <label class="visually-hidden" for="expression">
        Expression
      </label>
      <input
        id="expression"
        ref={input}
        class="mono"
        type="text"
        autocomplete="off"
        spellcheck={false}
        placeholder="rate(node_network_receive_bytes_total[5m])"
        value={text.value}
        role="combobox"
        aria-expanded={offers.value.length > 0}
        aria-controls="offers"
        aria-autocomplete="list"
        aria-activedescendant={offers.value.length > 0 ? `offer-${chosen.value}` : undefined}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          complete();
        }}
        onKeyDown={keys}
        onBlur={() => window.setTimeout(() => (offers.value = []), 150)}
      />
      <button type="submit">Draw</button>
      {props.expression !== '' && (
        <button type="button" onClick={() => props.onChange('')}>
          All charts
        </button>
      )}
      <ul id="offers" role="listbox" aria-label="Completions" class="offers" hidden={offers.value.length === 0}>
        {offers.value.map((offer, index) => (
          <li key={offer} id={`offer-${index}`} role="option" aria-selected={index === chosen.value} onMouseDown={() => take(offer)}>
            <code>{offer}</code>
          </li>
        ))}
      </ul>
    </form>
  );
}
