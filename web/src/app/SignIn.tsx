import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { get, hasSession, Problem, send, signedOut } from '../api/client';
import { connect } from '../api/live';
import { Copyable } from '../ui/Copy';
import { useLayer } from '../ui/layers';
import { Field } from '../ui/Parts';
import { Toasts } from '../ui/Toasts';

const LOOK_AGAIN = 5_000;

function signedIn(): void {
  signedOut.value = null;
  connect();
}

/** In place of the page where nobody is signed in yet; over it where a session has ended, so that nothing that was typed is lost. */
export default function SignIn() {
  // Another tab may have signed in, and the last token may have been revoked, which opens the daemon to everybody on its network.
  useEffect(() => {
    const timer = window.setInterval(() => !document.hidden && get('events?limit=1').then(signedIn, () => undefined), LOOK_AGAIN);
    return () => window.clearInterval(timer);
  }, []);
  return signedOut.value === 'ended' ? <Over /> : <TokenForm />;
}

function Over() {
  const dialog = useRef<HTMLDialogElement>(null);
  const layer = useLayer();
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog class="over" ref={dialog} aria-label="Sign in again" onCancel={(event) => event.preventDefault()} onClose={() => signedOut.value && dialog.current?.showModal()}>
      <TokenForm ended />
      <Toasts layer={layer} />
    </dialog>
  );
}

/** A token becomes an HttpOnly, SameSite cookie; this page never keeps it. */
function TokenForm({ ended = false }: { ended?: boolean }) {
  const wrong = useSignal<string | null>(null);
  const busy = useSignal(false);

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
      <h1>{ended ? 'Sign in again' : 'Sign in'}</h1>
      {ended && <p role="alert">Your session has ended: its token has expired or was revoked, or Watchkeeper asks for one now. Nothing that you typed is lost.</p>}
      <Field id="token" label="Token" wrong={wrong.value}>
        <input id="token" name="token" type="password" autocomplete="current-password" required aria-invalid={wrong.value ? true : undefined} />
      </Field>
      <div>
        <button class="primary" type="submit" disabled={busy.value}>
          Sign in
        </button>
      </div>
      <p class="quiet">No token yet? On the host of this Watchkeeper this makes one and shows it, once:</p>
      <Copyable text="watchkeeper tokens create browser --role admin" />
      <p class="quiet">
        With <code>--role read</code> it sees everything and changes nothing.
      </p>
    </form>
  );
}
