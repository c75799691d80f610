import { useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export interface Column<T> {
  name: string;
  cell: (row: T) => ComponentChildren;
  /** What it sorts by; a column without it is not sortable. */
  by?: (row: T) => string | number;
  number?: boolean;
  /** Left out where the screen is narrow: what else stands in the row says enough. */
  wide?: boolean;
}

const ROW = 34;
const VIRTUAL = 1_000;

/** Sortable, with arrow keys and a sticky head; above a thousand rows only the visible ones exist. */
export function Table<T>(props: {
  label: string;
  columns: Column<T>[];
  rows: readonly T[];
  id: (row: T) => string;
  onOpen?: (row: T) => void;
  selected?: string | null;
  sort?: { column: string; down?: boolean };
}) {
  const order = useSignal<{ column: string; down: boolean } | null>(props.sort ? { down: false, ...props.sort } : null);
  const top = useSignal(0);
  const box = useRef<HTMLDivElement>(null);
  const column = props.columns.find((each) => each.name === order.value?.column);
  const rows = column?.by ? sorted(props.rows, column.by, order.value!.down) : props.rows;
  const virtual = rows.length > VIRTUAL;
  const first = useComputed(() => Math.max(0, Math.floor(top.value / ROW) - 10));
  const start = virtual ? first.value : 0;
  const shown = virtual ? rows.slice(start, start + 80) : rows;

  const turn = (name: string) => {
    order.value = order.value?.column === name ? { column: name, down: !order.value.down } : { column: name, down: false };
  };

  const keys = (event: KeyboardEvent, row: T) => {
    const current = event.currentTarget as HTMLElement;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      props.onOpen?.(row);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const sibling = event.key === 'ArrowDown' ? current.nextElementSibling : current.previousElementSibling;
      (sibling as HTMLElement | null)?.focus();
    }
  };

  return (
    <div class="table" ref={box} tabIndex={0} role="region" aria-label={props.label} onScroll={() => virtual && (top.value = box.current!.scrollTop)}>
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
          {start > 0 && <tr aria-hidden="true" style={{ height: `${start * ROW}px` }} />}
          {shown.map((row) => (
            <tr
              key={props.id(row)}
              tabIndex={props.onOpen ? 0 : undefined}
              aria-selected={props.selected === props.id(row) ? true : undefined}
              onClick={props.onOpen ? () => props.onOpen!(row) : undefined}
              onKeyDown={props.onOpen ? (event) => keys(event, row) : undefined}
            >
              {props.columns.map((each) => (
                <td key={each.name} class={classOf(each)}>
                  {each.cell(row)}
                </td>
              ))}
            </tr>
          ))}
          {virtual && start + 80 < rows.length && <tr aria-hidden="true" style={{ height: `${(rows.length - start - 80) * ROW}px` }} />}
        </tbody>
      </table>
    </div>
  );
}

function classOf<T>(column: Column<T>): string {
  return `${column.number ? 'number' : ''}${column.wide ? ' wide' : ''}`;
}

function sorted<T>(rows: readonly T[], by: (row: T) => string | number, down: boolean): T[] {
  const sign = down ? -1 : 1;
  return [...rows].sort((left, right) => {
    const a = by(left);
    const b = by(right);
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true }));
  });
}
