import { useSignal } from '@preact/signals';

/** A command ready to copy. */
export function Copyable({ text, label = 'Copy' }: { text: string; label?: string }) {
  const copied = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    copied.value = true;
    window.setTimeout(() => (copied.value = false), 1500);
  };
  return (
    <div class="copyable">
      <pre tabIndex={0}>{text}</pre>
      <button type="button" onClick={copy} aria-live="polite">
        {copied.value ? 'Copied' : label}
      </button>
    </div>
  );
}
