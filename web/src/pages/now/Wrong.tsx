import type { StatusItem } from '../../api/status';
import { linked } from '../../app/router';
import { Shape, State, toneOf } from '../../ui/State';
import { Ago, For } from '../../ui/Time';
import { Told } from '../../ui/Told';

/** Whether all is well, in one line, and how fresh that statement is; what counts the seconds is not read aloud with it. */
export function Verdict({ items, time }: { items: readonly StatusItem[]; time: string }) {
  const count = items.reduce((sum, item) => sum + item.count, 0);
  const tone = items[0] ? toneOf(items[0].severity) : 'ok';
  return (
    <div class="verdict" data-tone={tone}>
      <Shape tone={tone} />
      <span role="status">{count === 0 ? 'All is well' : count === 1 ? 'One thing is wrong' : `${count} things are wrong`}</span>
      <span class="quiet small">
        as of <Ago time={time} />
      </span>
    </div>
  );
}

/** For how long it has been wrong; what happens again and again also says when it did last. */
function Since({ item }: { item: StatusItem }) {
  return (
    <>
      <For since={item.since!} />
      {item.last && (
        <>
          <br />
          last <Ago time={item.last} />
        </>
      )}
    </>
  );
}

/** Many sentences begin with what they are about, which stands before them already. */
function withoutSubject({ subject, message }: StatusItem): string {
  const start = [`${subject}: `, `${subject} `].find((each) => message.startsWith(each));
  return start ? message.slice(start.length) : message;
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
              <span class="quiet small since">{item.since && <Since item={item} />}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
