import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLayer } from './layers';
import { Lost } from './Lost';
import { Toasts } from './Toasts';

interface DrawerProps {
  title: string;
  onClose: () => void;
  /** Something was typed into it: a click beside it, which may be a slip, does not close it. */
  keep?: boolean;
  children: ComponentChildren;
}

/** Evidence beside the page: opening it loses no place, Escape and the button close it, focus returns to where it was. */
export function Drawer({ title, onClose, keep, children }: DrawerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const layer = useLayer();
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
      onClick={(event) => !keep && event.target === dialog.current && dialog.current?.close()}
    >
      <div class="stack">
        <Lost layer={layer} />
        <div class="row apart top">
          <h2>{title}</h2>
          <button type="button" class="plain" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        {children}
      </div>
      <Toasts layer={layer} />
    </dialog>
  );
}
