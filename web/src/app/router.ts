import { computed, signal } from '@preact/signals';

/** The page (`metrics`, empty for the first one), and what stands after the question mark. The whole state of a page lives in its address. */
export interface Place {
  page: string;
  query: URLSearchParams;
}

const base = new URL(document.baseURI).pathname;

export const place = signal<Place>(read());
export const page = computed(() => place.value.page);

function read(): Place {
  const path = location.pathname;
  const page = path.startsWith(base) ? path.slice(base.length).replace(/\/+$/, '') : '';
  return { page, query: new URLSearchParams(location.search) };
}

export function href(page: string, query?: Record<string, string | null>): string {
  const search = new URLSearchParams();
  // The chosen range goes along from page to page.
  for (const key of ['from', 'to']) {
    const kept = place.value.query.get(key);
    if (kept !== null) search.set(key, kept);
  }
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === null || value === '') search.delete(key);
    else search.set(key, value);
  }
  const text = search.toString();
  return (page === '' ? new URL('..', document.baseURI).pathname : base + page) + (text === '' ? '' : `?${text}`);
}

/** The address of a page that somebody else names, with its query: `canaries?canary=backup`. */
export function linked(link: string): string {
  const [path, query] = link.split('?');
  return href(path ?? '', Object.fromEntries(new URLSearchParams(query ?? '')));
}

/** Shows another page; `replace` takes the place of this one in the history, which only sent the visitor on. */
export function go(target: string, replace = false): void {
  if (replace) history.replaceState(null, '', target);
  else history.pushState(null, '', target);
  place.value = read();
  document.getElementById('main')?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/**
 * Changes some of the query without leaving the page; `replace` leaves no entry in the history (typing, dragging). An entry that was made to open something
 * bears its name, so that closing it can take the entry back.
 */
export function setQuery(changes: Record<string, string | null>, replace = true, opened: string | null = null): void {
  const search = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === '') search.delete(key);
    else search.set(key, value);
  }
  const text = search.toString();
  const target = location.pathname + (text === '' ? '' : `?${text}`);
  if (replace) history.replaceState(history.state, '', target);
  else history.pushState({ opened }, '', target);
  place.value = read();
}

/** Opens what a word of the address names: `?canary=backup`. */
export function openNamed(key: string, name: string, more: Record<string, string | null> = {}): void {
  setQuery({ ...more, [key]: name }, false, key);
}

/** Closes it: where it was opened from here that is undone, so that Back does not open it again. */
export function closeNamed(key: string): void {
  const state = history.state as { opened?: string } | null;
  if (state?.opened === key) history.back();
  else setQuery({ [key]: null });
}

/** Links of ours change the page without a load; everything else is the browser's. */
export function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const anchor = (event.target as Element | null)?.closest('a');
  if (!anchor || anchor.target || anchor.hasAttribute('download') || anchor.origin !== location.origin) return;
  const path = anchor.pathname;
  if (!path.startsWith(base) && path !== new URL('..', document.baseURI).pathname) return;
  event.preventDefault();
  go(anchor.pathname + anchor.search);
}

window.addEventListener('popstate', () => {
  place.value = read();
});
