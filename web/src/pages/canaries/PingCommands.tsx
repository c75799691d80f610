import { useSignal } from '@preact/signals';
import type { Canary } from '../../api/canaries';
import { Copyable } from '../../ui/Copy';
import { cronOf } from './cron';

/** How to ping it from where the job runs, with this server's address in it. */
export function PingCommands({ canary }: { canary: Canary }) {
  const base = new URL('..', document.baseURI).href.replace(/\/$/, '');
  const short = `${base}/${canary.id}`;
  const ping = `${base}/ping/${canary.id}`;
  const { times, zone } = cronOf(canary.schedule);
  // A job that was killed, because it took too long or all memory, has a name for its exit status: that run failed, whatever it is called.
  const how = 'case "$$SERVICE_RESULT" in success) how=0;; exit-code) how="$$EXIT_STATUS";; *) how=fail;; esac';
  const kinds: Record<string, string> = {
    cron: `${zone ? `CRON_TZ=${zone}\n` : ''}${times}  /usr/local/bin/job && curl -fsS -m 10 --retry 5 -o /dev/null ${short}`,
    systemd: `[Service]\nExecStartPre=-curl -fsS -m 10 --retry 5 -o /dev/null ${ping}/start\nExecStart=/usr/local/bin/job\nExecStopPost=-sh -c '${how}; curl -fsS -m 10 --retry 5 -o /dev/null ${ping}/$$how'`,
    curl: `curl -fsS -m 10 --retry 5 -o /dev/null ${short}`,
    watchkeeper: `watchkeeper canaries exec ${canary.slug || canary.id} -- /usr/local/bin/job`,
    Python: `import urllib.request\nurllib.request.urlopen("${short}", timeout=10)`,
    PowerShell: `Invoke-RestMethod -Uri ${short} -TimeoutSec 10`,
  };
  const chosen = useSignal('cron');
  return (
    <section class="stack">
      <h3>Ping it from</h3>
      <span class="segments" role="group" aria-label="Kind of command">
        {Object.keys(kinds).map((kind) => (
          <button type="button" key={kind} aria-pressed={chosen.value === kind} onClick={() => (chosen.value = kind)}>
            {kind}
          </button>
        ))}
      </span>
      <Copyable text={kinds[chosen.value]!} />
    </section>
  );
}
