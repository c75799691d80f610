import type { Unusual } from '../../api/timeline';
import { href } from '../../app/router';
import { byName, perSecond } from '../../format/figures';
import { At } from '../../ui/Time';
import { charted } from '../metrics/panels';

/** The metrics that left their usual place in the range; each leads to its chart. */
export function Moved({ unusual }: { unusual: Unusual[] }) {
  return (
    <section class="panel">
      <h2>Metrics that moved unusually</h2>
      <ul class="items">
        {unusual.map((each) => {
          const name = each.labels['__name__'] ?? '';
          const labels = Object.entries(each.labels).filter(([key]) => key !== '__name__');
          const selector = name + (labels.length ? `{${labels.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}}` : '');
          // A counter is told by how fast it grew.
          const rate = name.endsWith('_total');
          const format = rate ? perSecond(name) : byName(name);
          return (
            <li key={selector} class="row apart">
              <a href={href('metrics', { expr: charted(selector, rate) })}>
                <code>{selector}</code>
              </a>
              <span>
                {format(each.value)}{' '}
                <span class="quiet">
                  usually {format(each.median)}, <At time={each.time} />
                </span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
