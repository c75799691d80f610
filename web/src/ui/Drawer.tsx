import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Evidence beside the page: opening it loses no place, Escape and the button close it, focus returns to where it was. */
export function Drawer({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // A drawer that is taken away, because the address says so or another one opens, was not closed by anybody.
  const gone = useRef(false);
  useEffect(() => {
    const element = dialog.current!;
    if (!element.open) element.showModal();
    return () => {
      gone.current = true;
      element.close();
    };
  }, []);
  return (
    <dialog
      class="drawer"
      ref={dialog}
      aria-label={title}
      onClose={() => !gone.current && onClose()}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="stack">
        <div class="row apart">
          <h2>{title}</h2>
          <button type="button" class="plain" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
