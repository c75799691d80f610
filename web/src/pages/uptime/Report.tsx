import type { CrashReport } from '../../api/uptime';
import { href } from '../../app/router';
import { significant } from '../../format/figures';
import { duration } from '../../format/time';
import { Drawer } from '../../ui/Drawer';
import { Facts } from '../../ui/Parts';
import { State, toneOf } from '../../ui/State';
import { At, Lasted } from '../../ui/Time';

/** What is known of a crash. */
export function Report({ crash, onClose }: { crash: CrashReport; onClose: () => void }) {
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
          <ol class="words" tabIndex={0}>
            {crash.last_words.map((line, index) => (
              <li key={index}>
                <span class="quiet small">
                  {line.at ? <At time={line.at} /> : 'at a time not known'} · {line.source}
                </span>
                <code>{line.text}</code>
              </li>
            ))}
          </ol>
        </section>
      )}
      {crash.metrics.length > 0 && (
        <section class="stack">
          <h3>The half hour before</h3>
          <div class="table" tabIndex={0} role="region" aria-label="The half hour before">
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
                    <td class="short">{metric.name}</td>
                    {[metric.first, metric.least, metric.most, metric.last].map((value, index) => (
                      <td class="number" key={index}>
                        {significant(value)} {metric.unit}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
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
