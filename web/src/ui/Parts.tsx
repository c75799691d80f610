import type { ComponentChildren } from 'preact';
import type { Resource } from '../api/resource';

/** Shows what was last known; above it, the sentence that says why there is nothing newer. */
export function Loaded<T>({ from, children }: { from: Resource<T>; children: (data: T) => ComponentChildren }) {
  const data = from.data.value;
  const error = from.error.value;
  return (
    <>
      {error && (
        <div class="message row apart" data-tone="error" role="alert">
          <span>{error}</span>
          <button type="button" onClick={from.reload}>
            Try again
          </button>
        </div>
      )}
      {data !== null ? children(data) : error ? null : <p class="quiet reading">Reading…</p>}
    </>
  );
}

/** An empty page teaches: what fills it, ready to copy. */
export function Empty({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Facts({ facts }: { facts: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
    </dl>
  );
}

/** One field of a form: label, input, and the server's own message under it. */
export function Field(props: { id: string; label: string; hint?: string; wrong?: string | null; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      {props.children}
      {props.hint && !props.wrong && <span class="quiet small">{props.hint}</span>}
      {props.wrong && (
        <span class="wrong" role="alert" id={`${props.id}-wrong`}>
          {props.wrong}
        </span>
      )}
    </div>
  );
}
