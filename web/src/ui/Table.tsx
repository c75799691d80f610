import { useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export interface Column<T> {
  name: string;
  cell: (row: T) => ComponentChildren;
  /** What it sorts by; a column without it is not sortable. */
  by?: (row: T) => string | number;
  number?: boolean;
  /** A word or two, which stay whole. */
  short?: boolean;
  /** Left out where the screen is narrow: what else stands in the row says enough. */
  wide?: boolean;
  /** A state, whose shape a narrow screen shows above its word. */
  terse?: boolean;
}

const VIRTUAL = 1_000;
const SHOWN = 80;

/** Rows that are not all there have one height, which the style sheet gives them: one line, or two where the screen is narrow. */
const narrow = matchMedia('(max-width: 720px)');
const heightOfRow = () => (narrow.matches ? 54 : 34);

/** Sortable, with arrow keys and a sticky head; one stop of the Tab key, wherever it was last. Above a thousand rows only the visible ones exist. */
export function Table<T>(props: {
  label: string;
  columns: Column<T>[];
  rows: readonly T[];
  id: (row: T) => string;
  onOpen?: (row: T) => void;
  /** Rows that open nothing. */
  still?: (row: T) => boolean;
  selected?: string | null;
  sort?: { column: string; down?: boolean };
}) {
  const order = useSignal<{ column: string; down: boolean } | null>(props.sort ? { down: false, ...props.sort } : null);
  const top = useSignal(0);
  const stop = useSignal<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const column = props.columns.find((each) => each.name === order.value?.column);
  const rows = column?.by ? sorted(props.rows, column.by, order.value!.down) : props.rows;
  const virtual = rows.length > VIRTUAL;
  const height = heightOfRow();
  const first = useComputed(() => Math.max(0, Math.floor(top.value / heightOfRow()) - 10));
  const start = virtual ? Math.min(first.value, Math.max(0, rows.length - SHOWN)) : 0;
  const shown = virtual ? rows.slice(start, start + SHOWN) : rows;
  const wanted = stop.value ?? props.selected;
  const stops = shown.some((row) => props.id(row) === wanted) ? wanted : shown.length > 0 ? props.id(shown[0]!) : null;

  const turn = (name: string) => {
    order.value = order.value?.column === name ? { column: name, down: !order.value.down } : { column: name, down: false };
  };

  const keys = (event: KeyboardEvent, row: T) => {
    const current = event.currentTarget as HTMLElement;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      props.onOpen?.(row);
      return;
    }
    const next = {
      ArrowDown: current.nextElementSibling,
      ArrowUp: current.previousElementSibling,
      Home: current.parentElement!.querySelector('tr[tabindex]'),
      End: [...current.parentElement!.querySelectorAll('tr[tabindex]')].at(-1),
    }[event.key] as HTMLElement | null | undefined;
    if (next === undefined) return;
    event.preventDefault();
    next?.focus();
  };

  return (
    <div
      class={virtual ? 'table virtual' : 'table'}
      ref={box}
      tabIndex={0}
      role="region"
      aria-label={props.label}
      onScroll={() => virtual && (top.value = box.current!.scrollTop)}
    >
      <table aria-rowcount={rows.length}>
        <thead>
          <tr>
            {props.columns.map((each) => (
              <th
                key={each.name}
                scope="col"
                class={classOf(each)}
                aria-sort={order.value?.column === each.name ? (order.value.down ? 'descending' : 'ascending') : undefined}
              >
                {each.by ? (
                  <button type="button" onClick={() => turn(each.name)}>
                    {each.name}
                    {order.value?.column === each.name ? (order.value.down ? ' ↓' : ' ↑') : ''}
                  </button>
                ) : (
                  each.name
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {start > 0 && <tr aria-hidden="true" style={{ height: `${start * height}px` }} />}
          {shown.map((row) => {
            const id = props.id(row);
            const opens = props.onOpen && !props.still?.(row);
            return (
              <tr
                key={id}
                tabIndex={props.onOpen ? (id === stops ? 0 : -1) : undefined}
                class={opens ? 'opens' : undefined}
                aria-selected={props.selected === id ? true : undefined}
                onClick={opens ? () => props.onOpen!(row) : undefined}
                onFocus={() => (stop.value = id)}
                onKeyDown={props.onOpen ? (event) => keys(event, row) : undefined}
              >
                {props.columns.map((each) => (
                  <td key={each.name} class={classOf(each)}>
                    {virtual ? <div>{each.cell(row)}</div> : each.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {virtual && start + SHOWN < rows.length && <tr aria-hidden="true" style={{ height: `${(rows.length - start - SHOWN) * height}px` }} />}
        </tbody>
      </table>
    </div>
  );
}

function classOf<T>(column: Column<T>): string {
  return [column.number && 'number', column.short && 'short', column.wide && 'wide', column.terse && 'terse'].filter(Boolean).join(' ');
}

function sorted<T>(rows: readonly T[], by: (row: T) => string | number, down: boolean): T[] {
  const sign = down ? -1 : 1;
  return [...rows].sort((left, right) => {
    const a = by(left);
    const b = by(right);
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true }));
  });
}
