import { useResource } from '../../api/resource';
import type { Condition, Watch } from '../../api/watches';
import { useNamed } from '../../app/named';
import { href } from '../../app/router';
import { Copyable } from '../../ui/Copy';
import { Missing } from '../../ui/Missing';
import { Empty, Loaded } from '../../ui/Parts';
import { State, toneOf, type Tone } from '../../ui/State';
import { Table } from '../../ui/Table';
import { Ago } from '../../ui/Time';
import { WatchDrawer } from './WatchDrawer';

const TONES: Record<string, Tone> = { raised: 'error', trouble: 'warning', 'given-up': 'error', unknown: 'warning', silenced: 'idle', off: 'idle', held: 'notice', watching: 'ok' };

export function toneOfWatch(watch: Watch): Tone {
  return TONES[watch.state] ?? 'idle';
}

/** What is watched for, what is wrong now, and what was done about it. */
export default function Watches() {
  const on = (event: { type: string }) => event.type.startsWith('watches.');
  const watches = useResource<{ watches: Watch[] }>('watches', { every: 30, on });
  const conditions = useResource<{ top: Condition | null; conditions: Condition[] }>('watches/conditions', { on });
  const known = watches.data.value?.watches;
  const watch = useNamed('watch', 'watch', (name) => known && (known.find((each) => each.name === name) ?? null));
  return (
    <>
      <h1>Watches</h1>
      <Missing of={watch} />
      <Loaded from={conditions}>
        {(data) =>
          data.conditions.length > 0 && (
            <section class="panel">
              <h2>Active conditions</h2>
              <ul class="items">
                {data.conditions.map((each) => (
                  <li key={each.condition + each.key}>
                    <button type="button" class="item" onClick={() => watch.show(each.watch)}>
                      <State tone={each.inhibited_by ? 'idle' : toneOf(each.severity)}>{each.severity}</State>
                      <span>
                        {each.message}
                        {each.inhibited_by && <span class="quiet"> (a symptom of {each.inhibited_by})</span>}
                      </span>
                      <span class="quiet small">
                        <Ago time={each.since} />
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          )
        }
      </Loaded>
      <Loaded from={watches}>
        {(data) =>
          data.watches.length === 0 ? (
            <Nothing />
          ) : (
            <Table
              label="Watches"
              rows={data.watches}
              id={(watch) => watch.name}
              selected={watch.name}
              onOpen={(each) => watch.show(each.name)}
              columns={[
                { name: 'State', cell: (watch) => <State tone={toneOfWatch(watch)}>{watch.state}</State>, by: (watch) => watch.state, terse: true },
                { name: 'Watch', cell: (watch) => watch.name, by: (watch) => watch.name },
                { name: 'Looks at', wide: true, cell: (watch) => <span class="quiet">{watch.source}</span>, by: (watch) => watch.source },
                { name: 'For', wide: true, cell: (watch) => watch.condition },
                { name: 'Last match', cell: (watch) => (watch.last_match ? <Ago time={watch.last_match} /> : <span class="quiet">never</span>), by: (watch) => watch.last_match ?? '' },
                { name: 'Last action', wide: true, cell: (watch) => (watch.last_action ? <Ago time={watch.last_action} /> : <span class="quiet">never</span>), by: (watch) => watch.last_action ?? '' },
                { name: 'Suppressed', number: true, wide: true, cell: (watch) => watch.suppressed, by: (watch) => watch.suppressed },
              ]}
            />
          )
        }
      </Loaded>
      <p class="quiet">
        What a watch does comes from the configuration file alone. <a href={href('timeline')}>What the watches did stands on the timeline.</a>
      </p>
      {watch.open && <WatchDrawer key={watch.open.name} name={watch.open.name} onClose={watch.close} onChange={watches.reload} />}
    </>
  );
}

function Nothing() {
  return (
    <Empty title="Nothing is watched for">
      <p>All the watches that come with Watchkeeper have been turned off. A watch of your own stands in the configuration file:</p>
      <Copyable
        text={`watches:\n  ssh-brute-force:\n    journal: ssh.service\n    match: 'Failed password for .* from (?<address>\\S+)'\n    key: address\n    count: { at_least: 5, within: 10m }\n    why: Somebody guesses passwords.`}
      />
    </Empty>
  );
}
