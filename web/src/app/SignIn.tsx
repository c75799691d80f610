import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get, hasSession, Problem, send, signedOut } from '../api/client';
import { connect } from '../api/live';
import { Field } from '../ui/Parts';

const LOOK_AGAIN = 5_000;

function signedIn(): void {
  signedOut.value = false;
  connect();
}

/** Ends the session in this browser; the daemon asks for a token again. */
export async function signOut(): Promise<void> {
  await send('DELETE', 'session');
  hasSession.value = false;
  signedOut.value = true;
}

/** A token becomes an HttpOnly, SameSite cookie; this page never keeps it. */
export function SignIn() {
  const wrong = useSignal<string | null>(null);
  const busy = useSignal(false);
  // Another tab may have signed in, and the last token may have been revoked, which opens the daemon to everybody on its network.
  useEffect(() => {
    const timer = window.setInterval(() => !document.hidden && get('events?limit=1').then(signedIn, () => undefined), LOOK_AGAIN);
    return () => window.clearInterval(timer);
  }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    wrong.value = null;
    const token = new FormData(event.target as HTMLFormElement).get('token') as string;
    try {
      await send('POST', 'session', undefined, undefined, token.trim());
      hasSession.value = true;
      signedIn();
    } catch (failure) {
      wrong.value = failure instanceof Problem && failure.status === 401 ? 'This token is not known here, or has expired.' : (failure as Error).message;
    } finally {
      busy.value = false;
    }
  };

  return (
    <form class="column panel" onSubmit={submit}>
      <h1>Sign in</h1>
      <p class="quiet">
        This Watchkeeper asks for a token. On its host, <code>watchkeeper tokens create --role read</code> makes one.
      </p>
      <Field id="token" label="Token" wrong={wrong.value}>
        <input id="token" name="token" type="password" autocomplete="current-password" required aria-invalid={wrong.value ? true : undefined} />
      </Field>
      <div>
        <button class="primary" type="submit" disabled={busy.value}>
          Sign in
        </button>
      </div>
    </form>
  );
}
