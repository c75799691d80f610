import { useResource } from '../../api/resource';
import type { CrashReport } from '../../api/uptime';
import { useNamed } from '../../app/named';
import { href } from '../../app/router';
import { significant } from '../../format/figures';
import { duration } from '../../format/time';
import { Drawer } from '../../ui/Drawer';
import { Missing } from '../../ui/Missing';
import { Facts, Loaded } from '../../ui/Parts';
import { State, toneOf } from '../../ui/State';
import { Ago, At, Lasted } from '../../ui/Time';

/** The crashes of this host, newest first; a click opens the report. */
export function Crashes() {
  const crashes = useResource<{ crashes: CrashReport[] }>('uptime/crashes', { on: (event) => event.type.startsWith('uptime.') });
  const known = crashes.data.value?.crashes;
  const open = useNamed('crash', 'crash', (id) => known && ((id === 'last' ? known.at(-1) : known.find((crash) => String(crash.id) === id)) ?? null));
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

function Report({ crash, onClose }: { crash: CrashReport; onClose: () => void }) {
  const at = Date.parse(crash.went_down);
  return (
    <Drawer title={`Crash ${crash.id}`} onClose={onClose}>
      <p>
        <strong>{crash.reason}</strong>
      </p>
      <Facts
        facts={[
          ['Went down', <At time={crash.went_down} />],
          ['Or later by', crash.uncertainty > 0 ? `at most ${duration(crash.uncertainty)}` : null],
          ['Back', crash.back && <At time={crash.back} />],
          ['Down for', crash.down != null ? <Lasted seconds={crash.down} /> : 'not known'],
          ['Had been up for', <Lasted seconds={crash.uptime} />],
          ['Kernel', crash.kernel],
          ['Clock', crash.clock_trusted ? null : 'was not synchronised: times are what the host’s clock said'],
          ['Conditions that stood', crash.watches.join(', ')],
          ['Canaries missed', crash.canaries.join(', ')],
        ]}
      />
      {crash.last_words.length > 0 && (
        <section class="stack">
          <h3>What the kernel said last</h3>
          <pre tabIndex={0}>{crash.last_words.map((line) => line.text).join('\n')}</pre>
        </section>
      )}
      {crash.metrics.length > 0 && (
        <section class="stack">
          <h3>The half hour before</h3>
          <table>
            <thead>
              <tr>
                <th scope="col">Metric</th>
                {['First', 'Least', 'Most', 'Last'].map((name) => (
                  <th scope="col" class="number" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {crash.metrics.map((metric) => (
                <tr key={metric.name}>
                  <td>{metric.name}</td>
                  {[metric.first, metric.least, metric.most, metric.last].map((value, index) => (
                    <td class="number" key={index}>
                      {significant(value)} {metric.unit}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {crash.events.length > 0 && (
        <section class="stack">
          <h3>What had been recorded</h3>
          <ul class="items">
            {crash.events.map((event) => (
              <li key={event.time + event.message} style={{ padding: '4px 0' }}>
                <State tone={toneOf(event.severity)}>{event.severity}</State> {event.message}{' '}
                <span class="quiet small">
                  <At time={event.time} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p>
        <a href={href('timeline', { from: new Date(at - 1_800_000).toISOString(), to: new Date(at + 600_000).toISOString(), crash: null })}>
          The half hour before on the timeline
        </a>
      </p>
    </Drawer>
  );
}
