import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

/** A command ready to copy. */
export function Copyable({ text, label = 'Copy' }: { text: string; label?: string }) {
  const copied = useSignal(false);
  const shown = useRef<HTMLPreElement>(null);
  const copy = async () => {
    copied.value = await put(text, shown.current!);
    window.setTimeout(() => (copied.value = false), 1500);
  };
  return (
    <div class="copyable">
      <pre tabIndex={0} ref={shown}>
        {text}
      </pre>
      <button type="button" onClick={copy} aria-live="polite">
        {copied.value ? 'Copied' : label}
      </button>
    </div>
  );
}

/** The clipboard is there for pages of https and of this machine alone; elsewhere the text is marked and copied as by hand. */
async function put(text: string, element: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const selection = getSelection()!;
    selection.selectAllChildren(element);
    const done = document.execCommand('copy');
    selection.removeAllRanges();
    return done;
  }
}
