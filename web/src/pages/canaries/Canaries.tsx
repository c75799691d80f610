import { useSignal } from '@preact/signals';
import type { Canary } from '../../api/canaries';
import { now } from '../../api/live';
import { useResource } from '../../api/resource';
import { useNamed } from '../../app/named';
import { closeNamed, openNamed, place, setQuery } from '../../app/router';
import { duration, parseDuration, relative } from '../../format/time';
import { Copyable } from '../../ui/Copy';
import { Missing } from '../../ui/Missing';
import { Empty, Loaded } from '../../ui/Parts';
import { State, type Tone } from '../../ui/State';
import { Table } from '../../ui/Table';
import { Ago } from '../../ui/Time';
import { CanaryDrawer } from './CanaryDrawer';
import { CanaryForm } from './CanaryForm';
import { deleted } from '../../app/deletion';

const RANK: Record<string, number> = { late: 0, running: 1, ok: 2, paused: 3 };
const TONES: Record<string, Tone> = { late: 'error', running: 'notice', ok: 'ok', paused: 'idle' };

export function toneOf(canary: Canary): Tone {
  return TONES[canary.state] ?? 'notice';
}

/** Which jobs ran: the late ones first, each with the time it has left. */
export default function Canaries() {
  const list = useResource<{ canaries: Canary[] }>('canaries', { every: 30, on: (event) => event.type.startsWith('canaries.') });
  const filter = useSignal('');
  const query = place.value.query;
  const making = query.has('new');
  const tag = query.get('tag');
  const known = list.data.value?.canaries.filter((canary) => !deleted.value.has(canary.id));
  const opened = useNamed('canary', 'canary', (name) => known && (known.find((canary) => canary.slug === name || canary.id === name) ?? null));

  return (
    <>
      <div class="row apart">
        <h1>Canaries</h1>
        <div class="row">
          <input type="search" aria-label="Filter" placeholder="Filter" value={filter.value} onInput={(event) => (filter.value = event.currentTarget.value)} />
          <button type="button" class="primary" onClick={() => openNamed('new', '1', { canary: null })}>
            New canary
          </button>
        </div>
      </div>
      <Missing of={opened} />
      <Loaded from={list}>
        {() => {
          const all = known ?? [];
          if (all.length === 0) return <Nothing />;
          const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
          const rows = all.filter(
            (canary) =>
              (tag === null || canary.tags.includes(tag)) &&
              words.every((word) => canary.id.toLowerCase().startsWith(word) || `${canary.name} ${canary.slug} ${canary.state} ${canary.tags.join(' ')}`.toLowerCase().includes(word)),
          );
          return (
            <>
              <Summary canaries={all} />
              <Tags canaries={all} chosen={tag} />
              {rows.length === 0 && <p class="quiet">No canary matches{filter.value.trim() !== '' && ` “${filter.value.trim()}”`}{tag !== null && ` with the tag ${tag}`}.</p>}
              <Table
                label="Canaries"
                rows={rows}
                id={(canary) => canary.id}
                selected={opened.open?.id ?? null}
                onOpen={(canary) => opened.show(canary.slug || canary.id)}
                sort={{ column: 'State' }}
                columns={[
                  { name: 'State', cell: (canary) => <State tone={toneOf(canary)}>{canary.state}</State>, by: (canary) => RANK[canary.state] ?? 9, terse: true },
                  {
                    name: 'Name',
                    cell: (canary) => (
                      <>
                        {canary.name}
                        {canary.tags.map((each) => (
                          <span class="tag" key={each}>
                            {each}
                          </span>
                        ))}
                      </>
                    ),
                    by: (canary) => canary.name,
                  },
                  { name: 'Due', cell: (canary) => <Due canary={canary} />, by: (canary) => canary.deadline ?? '~' },
                  { name: 'Last ping', wide: true, cell: (canary) => (canary.last_ping ? <Ago time={canary.last_ping} /> : <span class="quiet">never</span>), by: (canary) => canary.last_ping ?? '' },
                  { name: 'Schedule', wide: true, cell: (canary) => <Expected schedule={canary.schedule} /> },
                ]}
              />
            </>
          );
        }}
      </Loaded>
      {opened.open && !making && <CanaryDrawer key={opened.open.id} canary={opened.open} onClose={opened.close} onChange={list.reload} />}
      {making && (
        <CanaryForm
          onClose={() => closeNamed('new')}
          onSaved={(canary) => {
            list.data.value = { canaries: [...(known ?? []), canary] };
            list.reload();
            setQuery({ new: null, canary: canary.slug || canary.id });
          }}
        />
      )}
    </>
  );
}

/** A live countdown; what is snoozed, paused or running says so instead. */
function Due({ canary }: { canary: Canary }) {
  if (canary.paused) return <span class="quiet">—</span>;
  if (canary.snoozed_until && Date.parse(canary.snoozed_until) > now.value) return <span class="quiet">snoozed, until {relative(Date.parse(canary.snoozed_until), now.value)}</span>;
  if (!canary.deadline) return <span class="quiet">not expected</span>;
  return <Ago time={canary.deadline} />;
}

/** A length is told as one; everything else as it was written. */
export function Expected({ schedule }: { schedule: string }) {
  const seconds = parseDuration(schedule);
  if (seconds !== null) return <span title={`${seconds} s`}>every {duration(seconds)}</span>;
  return <code class="small">{schedule.length > 40 ? `${schedule.slice(0, 40)}…` : schedule}</code>;
}

function Summary({ canaries }: { canaries: readonly Canary[] }) {
  const counts = new Map<string, number>();
  for (const canary of canaries) counts.set(canary.state, (counts.get(canary.state) ?? 0) + 1);
  const states = [...counts].sort(([left], [right]) => (RANK[left] ?? 9) - (RANK[right] ?? 9));
  return (
    <p class="row">
      {states.map(([state, count]) => (
        <State key={state} tone={TONES[state] ?? 'notice'}>
          {count} {state}
        </State>
      ))}
    </p>
  );
}

function Tags({ canaries, chosen }: { canaries: readonly Canary[]; chosen: string | null }) {
  const tags = [...new Set(canaries.flatMap((canary) => canary.tags))].sort();
  if (tags.length === 0) return null;
  return (
    <div class="chips" role="group" aria-label="Tags">
      {tags.map((tag) => (
        <button type="button" key={tag} aria-pressed={tag === chosen} onClick={() => setQuery({ tag: tag === chosen ? null : tag })}>
          {tag}
        </button>
      ))}
    </div>
  );
}

function Nothing() {
  return (
    <Empty title="No canary sings yet">
      <p>A canary is told each time a job ran, and raises the alarm when it was not told in time. Make one for a job that runs every day:</p>
      <Copyable text="watchkeeper canaries create --name backup --periodicity 86400" />
      <p>or wrap the job itself, which makes nothing else to remember:</p>
      <Copyable text="watchkeeper canaries exec backup -- /usr/local/bin/backup.sh" />
    </Empty>
  );
}
