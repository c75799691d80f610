import { signal } from '@preact/signals';
import { isTop } from './layers';

interface Toast {
  id: number;
  text: string;
  undo?: () => void;
}

const toasts = signal<Toast[]>([]);
let next = 0;

/** How long what was done can be taken back. Milliseconds. */
export const UNDO = 10_000;

/** Says what was done; with `undo`, offers to take it back instead of having asked before. What it gives takes it away before its time. */
export function toast(text: string, undo?: () => void): () => void {
  const id = next++;
  toasts.value = [...toasts.value, undo ? { id, text, undo } : { id, text }];
  window.setTimeout(() => dismiss(id), undo ? UNDO : 4_000);
  return () => dismiss(id);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

/** Each layer has a place for them, so that there is one to speak in before there is something to say; the topmost shows them. */
export function Toasts({ layer }: { layer?: object }) {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {isTop(layer) &&
        toasts.value.map(({ id, text, undo }) => (
          <div class="toast" key={id}>
            <span>{text}</span>
            {undo && (
              <button
                type="button"
                onClick={() => {
                  dismiss(id);
                  undo();
                }}
              >
                Undo
              </button>
            )}
          </div>
        ))}
    </div>
  );
}
