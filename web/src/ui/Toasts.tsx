import { signal } from '@preact/signals';

interface Toast {
  id: number;
  text: string;
  undo?: () => void;
}

const toasts = signal<Toast[]>([]);
let next = 0;

/** Says what was done; with `undo`, offers to take it back instead of having asked before. */
export function toast(text: string, undo?: () => void): void {
  const id = next++;
  toasts.value = [...toasts.value, undo ? { id, text, undo } : { id, text }];
  window.setTimeout(() => dismiss(id), undo ? 10_000 : 4_000);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, undo }) => (
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
