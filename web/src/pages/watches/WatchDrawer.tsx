import { send } from '../../api/client';
import { now } from '../../api/live';
import { useResource } from '../../api/resource';
import type { Explanation, Run } from '../../api/watches';
import { duration } from '../../format/time';
import { Drawer } from '../../ui/Drawer';
import { Facts, Loaded } from '../../ui/Parts';
import { State, toneOf } from '../../ui/State';
import { Ago, At } from '../../ui/Time';
import { toast } from '../../ui/Toasts';
import { toneOfWatch } from './Watches';

/** Why a watch did or did not fire: what it saw last, what it remembers, and what it did. */
export function WatchDrawer({ name, onClose, onChange }: { name: string; onClose: () => void; onChange: () => void }) {
  const path = `watches/${encodeURIComponent(name)}`;
  const explanation = useResource<Explanation>(path, { every: 5 });
  const runs = useResource<{ runs: Run[] }>(`${path}/runs?limit=20`, { on: (event) => event.type.startsWith('watches.') });
  const act = async (verb: string, said: string, undo?: () => void) => {
    try {
      await send('POST', `${path}/${verb}`);
      toast(said, undo);
      explanation.reload();
      onChange();
    } catch (failure) {
      toast((failure as Error).message);
    }
  };
  const silence = (hours: number) => act(`silence?for=${hours}h`, `${name} is silent for ${hours} h.`, () => void act('silence?for=0s', `${name} speaks again.`));
  return (
    <Drawer title={name} onClose={onClose}>
      <Loaded from={explanation}>
        {({ watch, keys, seen, then, after }) => (
          <>
            <Facts
              facts={[
                ['State', <State tone={toneOfWatch(watch)}>{watch.state}</State>],
                ['Trouble', watch.trouble],
                ['Why', watch.why],
                ['Looks at', watch.source],
                ['For', watch.condition],
                ['Then', then.join('; ')],
                ['When it is over', after.join('; ')],
                ['Held back by', watch.held_by],
                ['Next action', watch.next_action ? <At time={watch.next_action} /> : null],
                ['Silent until', watch.silenced_until && Date.parse(watch.silenced_until) > now.value ? <At time={watch.silenced_until} /> : null],
                ['Suppressed', watch.suppressed || null],
              ]}
            />
            <div class="row">
              {[1, 8, 24].map((hours) => (
                <button type="button" key={hours} onClick={() => silence(hours)}>
                  Silence {hours} h
                </button>
              ))}
              {watch.silenced_until && (
                <button type="button" onClick={() => act('silence?for=0s', `${name} speaks again.`)}>
                  End the silence
                </button>
              )}
              <button type="button" onClick={() => act('reset', `${name} has forgotten what it remembered.`)}>
                Reset
              </button>
            </div>
            {keys.length > 0 && (
              <section class="stack">
                <h3>Remembers</h3>
                <ul class="items">
                  {keys.slice(0, 50).map((each) => (
                    <li key={each.key} class="row apart">
                      <State tone={each.is_raised ? 'error' : 'idle'}>{each.key === '' ? 'all' : each.key}</State>
                      <span class="quiet">{each.state}</span>
                    </li>
                  ))}
                </ul>
              </section>
            )}
            <section class="stack">
              <h3>Saw last</h3>
              {seen.length === 0 ? (
                <p class="quiet">Nothing yet.</p>
              ) : (
                <ul class="items">
                  {collapsed(seen).map((each, index) => (
                    <li key={index} style={{ padding: '4px 0' }}>
                      <code class="small">{each.text}</code>
                      <div class="quiet small">
                        <Ago time={each.time} />
                        {each.times > 1 && (
                          <>
                            , {each.times} times since <Ago time={each.first} />
                          </>
                        )}{' '}
                        · {each.outcome}
                      </div>
                    </li>
                  ))}
                </ul>
              )}
            </section>
          </>
        )}
      </Loaded>
      <section class="stack">
        <h3>Did</h3>
        <Loaded from={runs}>
          {(data) =>
            data.runs.length === 0 ? (
              <p class="quiet">Nothing yet.</p>
            ) : (
              <ul class="items">
                {data.runs.map((run) => (
                  <li key={run.id}>
                    <details>
                      <summary>
                        <State tone={run.status === 'failed' ? 'error' : toneOf(run.severity)}>{run.status}</State> {run.message}{' '}
                        <span class="quiet small">
                          <Ago time={run.time} />
                        </span>
                      </summary>
                      <Facts
                        facts={[
                          ['Why', run.why],
                          ['Line', run.line && <code class="small">{run.line}</code>],
                          ['Began', run.started && <At time={run.started} />],
                          ['Took', run.duration == null ? null : duration(run.duration)],
                          ['Exit status', run.exit],
                          ['Tries', run.attempts > 0 ? run.attempts : null],
                          ['Next try', run.next_try && <><At time={run.next_try} /> (<Ago time={run.next_try} />)</>],
                          ['Error', run.error],
                          ['Output', run.output && <pre tabIndex={0}>{run.output}</pre>],
                        ]}
                      />
                    </details>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
    </Drawer>
  );
}

type Seen = Explanation['seen'][number];

/** The newest first; what was seen again and again stands once, with how often and since when. */
function collapsed(seen: readonly Seen[]): (Seen & { times: number; first: string })[] {
  const found: (Seen & { times: number; first: string })[] = [];
  for (const each of [...seen].reverse()) {
    const last = found.at(-1);
    if (last && last.text === each.text && last.outcome === each.outcome) {
      last.times++;
      last.first = each.time;
    } else {
      found.push({ ...each, times: 1, first: each.time });
    }
  }
  return found;
}
