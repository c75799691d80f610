import type { StatusItem } from '../../api/status';
import { linked } from '../../app/router';
import { Shape, State, toneOf } from '../../ui/State';
import { Ago } from '../../ui/Time';
import { Told } from '../../ui/Told';

/** Whether all is well, in one line, and how fresh that statement is. */
export function Verdict({ items, time }: { items: readonly StatusItem[]; time: string }) {
  const count = items.reduce((sum, item) => sum + item.count, 0);
  const tone = items[0] ? toneOf(items[0].severity) : 'ok';
  return (
    <div class="verdict" data-tone={tone} role="status">
      <Shape tone={tone} />
      <span>{count === 0 ? 'All is well' : count === 1 ? 'One thing is wrong' : `${count} things are wrong`}</span>
      <span class="quiet small">
        as of <Ago time={time} />
      </span>
    </div>
  );
}

/** Many sentences begin with what they are about, which stands before them already. */
function withoutSubject({ subject, message }: StatusItem): string {
  return message.startsWith(`${subject}: `) ? message.slice(subject.length + 2) : message;
}

/** What is wrong, the worst first: its subject, what happened, since when, and what to do; a click opens the evidence. */
export function Wrong({ items }: { items: readonly StatusItem[] }) {
  if (items.length === 0) return null;
  return (
    <section class="panel" aria-label="What is wrong">
      <ul class="items">
        {items.map((item) => (
          <li key={`${item.subject} ${item.message}`}>
            <a class="item" href={linked(item.link ?? 'timeline')}>
              <State tone={toneOf(item.severity)}>{item.severity}</State>
              <span>
                <strong>{item.subject}</strong> <Told text={withoutSubject(item)} />
                {item.advice && <span class="advice quiet"><Told text={item.advice} /></span>}
              </span>
              <span class="quiet small">{item.since ? <Ago time={item.since} /> : ''}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
