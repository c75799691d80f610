import { signal } from '@preact/signals';

/** An answer that is not a success: RFC 9457 problem details, or what came instead of them. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Set when the daemon asks for a token: at the beginning of a visit, or because the session that was there has ended. */
export const signedOut = signal<'asked' | 'ended' | null>(null);

/** When the daemon last answered something, in milliseconds since 1970; 0 before the first answer to this visitor. */
export const answered = signal(0);

/** Nobody waits longer than this for an answer: a daemon that hangs, or a line that is dead, says nothing at all. Milliseconds. */
const PATIENCE = 60_000;

/** Whether this browser has a session of its own, which it can end. The document says so; signing in makes one. */
export const hasSession = signal(document.querySelector('meta[name="session"]') !== null);

const root = new URL('../api/v1/', document.baseURI);

export function address(path: string): string {
  return new URL(path, root).href;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send<T>('GET', path, undefined, signal);
}

/** Sends JSON and reads JSON. The header is what a foreign page cannot add: with the SameSite cookie it keeps forgeries out. */
export async function send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal, token?: string): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-watchkeeper': 'web' };
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  // A deletion that leaving the page decides outlives the page.
  if (method === 'DELETE') init.keepalive = true;
  const patience = AbortSignal.timeout(PATIENCE);
  init.signal = signal ? AbortSignal.any([signal, patience]) : patience;
  if (token) headers['authorization'] = `Bearer ${token}`;
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(body);
  }

  let response: Response;
  let text: string;
  try {
    response = await fetch(address(path), init);
    text = await response.text();
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new Problem(0, 'The daemon does not answer. This page goes on trying.');
  }

  if (response.status === 401) signedOut.value ??= answered.value > 0 ? 'ended' : 'asked';
  if (!response.ok) throw problem(response.status, text);
  answered.value = Date.now();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Ends the session in this browser, with all that it showed; the daemon asks for a token again. */
export async function signOut(): Promise<void> {
  await send('DELETE', 'session');
  hasSession.value = false;
  answered.value = 0;
  signedOut.value = 'asked';
}

function problem(status: number, text: string): Problem {
  try {
    const details = JSON.parse(text) as { title?: string; detail?: string; error?: string };
    return new Problem(status, details.detail ?? details.error ?? details.title ?? `The daemon answered ${status}.`);
  } catch {
    return new Problem(status, `The daemon answered ${status}.`);
  }
}
