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

/** Set when the daemon asks for a token: the shell shows the sign-in page then. */
export const signedOut = signal(false);

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
  if (signal) init.signal = signal;
  if (token) headers['authorization'] = `Bearer ${token}`;
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(body);
  }

  let response: Response;
  try {
    response = await fetch(address(path), init);
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new Problem(0, 'The daemon does not answer. This page goes on trying.');
  }

  if (response.status === 401) signedOut.value = true;
  if (!response.ok) throw await problem(response);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function problem(response: Response): Promise<Problem> {
  try {
    const details = (await response.json()) as { title?: string; detail?: string; error?: string };
    return new Problem(response.status, details.detail ?? details.error ?? details.title ?? `The daemon answered ${response.status}.`);
  } catch {
    return new Problem(response.status, `The daemon answered ${response.status}.`);
  }
}
