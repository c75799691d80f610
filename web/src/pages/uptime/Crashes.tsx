import { useResource } from '../../api/resource';
import { findCrash, type CrashReport } from '../../api/uptime';
import { useNamed } from '../../app/named';
import { Missing } from '../../ui/Missing';
import { Loaded } from '../../ui/Parts';
import { State } from '../../ui/State';
import { Ago } from '../../ui/Time';
import { Report } from './Report';

/** The crashes of this host, newest first; a click opens the report. */
export function Crashes() {
  const crashes = useResource<{ crashes: CrashReport[] }>('uptime/crashes', { on: (event) => event.type.startsWith('uptime.') });
  const known = crashes.data.value?.crashes;
  const open = useNamed('crash', 'crash', (name) => known && findCrash(known, name));
  return (
    <section class="panel">
      <h2>Crashes on record</h2>
      <Missing of={open} />
      <Loaded from={crashes}>
        {(data) => {
          return data.crashes.length === 0 ? (
            <p class="quiet">No crash of this host has been recorded.</p>
          ) : (
            <>
              <ul class="items">
                {[...data.crashes].reverse().map((crash) => (
                  <li key={crash.id}>
                    <button type="button" class="item" onClick={() => open.show(String(crash.id))}>
                      <State tone="error">{crash.cause.toLowerCase()}</State>
                      <span>{crash.reason}</span>
                      <span class="quiet small">
                        <Ago time={crash.went_down} />
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </Loaded>
      {open.open && <Report key={open.open.id} crash={open.open} onClose={open.close} />}
    </section>
  );
}
