import type { Named } from '../app/named';

/** Why what the address names does not open; it can be put away. */
export function Missing({ of }: { of: Named<unknown> }) {
  if (of.problem === null) return null;
  return (
    <div class="message row apart" data-tone="warning" role="alert">
      <span>{of.problem}</span>
      <span class="row">
        {of.retry && (
          <button type="button" onClick={of.retry}>
            Try again
          </button>
        )}
        <button type="button" onClick={of.close}>
          Close
        </button>
      </span>
    </div>
  );
}
