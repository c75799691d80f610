import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';

/** A place on a drawing that can be opened. */
export interface Stop {
  /** Shares of the drawing's width and height, from 0 to 1. */
  x: number;
  y?: number;
  /** What a screen reader says of it. */
  text: string;
}

const PAGE = 10;

/**
 * The marks on a drawing for those who use no mouse: all of them are one stop of the Tab key, the arrows go from mark to mark, Enter opens. Only the mark that
 * was reached exists as an element, however many there are.
 */
export function Walk(props: { label: string; stops: readonly Stop[]; onOpen: (index: number) => void; onReach?: (index: number | null) => void }) {
  const id = useId();
  const reached = useSignal<number | null>(null);
  const count = props.stops.length;
  // The newest one is where it begins.
  const index = Math.min(reached.value ?? count - 1, count - 1);
  const focused = useSignal(false);
  useEffect(() => {
    if (focused.value) props.onReach?.(index);
  }, [index, focused.value]);
  if (count === 0) return null;
  const stop = props.stops[index]!;

  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      props.onOpen(index);
      return;
    }
    const next = ({ ArrowLeft: index - 1, ArrowRight: index + 1, ArrowUp: index - 1, ArrowDown: index + 1, PageUp: index - PAGE, PageDown: index + PAGE, Home: 0, End: count - 1 } as Record<string, number>)[event.key];
    if (next === undefined) return;
    event.preventDefault();
    reached.value = Math.min(count - 1, Math.max(0, next));
  };

  return (
    <div
      class="walk"
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      aria-activedescendant={`${id}-${index}`}
      onKeyDown={keys}
      onFocus={() => (focused.value = true)}
      onBlur={() => {
        focused.value = false;
        props.onReach?.(null);
      }}
    >
      <div
        role="option"
        id={`${id}-${index}`}
        key={index}
        aria-selected="true"
        aria-posinset={index + 1}
        aria-setsize={count}
        style={{ left: `${stop.x * 100}%`, top: `${(stop.y ?? 0.5) * 100}%` }}
        onClick={() => props.onOpen(index)}
      >
        <span class="visually-hidden">{stop.text}</span>
      </div>
    </div>
  );
}
