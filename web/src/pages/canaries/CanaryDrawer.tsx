import { useSignal } from '@preact/signals';
import type { Canary, Ping } from '../../api/canaries';
import { address, send } from '../../api/client';
import { now } from '../../api/live';
import { useResource, type Resource } from '../../api/resource';
import { closeNamed, openNamed, place } from '../../app/router';
import { duration, utc } from '../../format/time';
import { Drawer } from '../../ui/Drawer';
import { Facts, Loaded } from '../../ui/Parts';
import { State, type Tone } from '../../ui/State';
import { Ago, At } from '../../ui/Time';
import { toast } from '../../ui/Toasts';
import { CanaryForm } from './CanaryForm';
import { Expected, toneOf } from './Canaries';
import { deleteSoon } from '../../app/deletion';
import { PingCommands } from './PingCommands';

/** One canary: what it expects, what it heard, and how to ping it. */
export function CanaryDrawer({ canary, onClose, onChange }: { canary: Canary; onClose: () => void; onChange: () => void }) {
  const editing = place.value.query.has('edit');
  const path = `canaries/${encodeURIComponent(canary.id)}`;
  const pings = useResource<{ pings: Ping[] }>(`${path}/pings?limit=100`, { on: (event) => event.subject === canary.slug, every: 30 });
  const act = async (verb: string, said: string, body?: unknown, undo?: () => void) => {
    try {
      await send('POST', `${path}/${verb}`, body ?? {});
      onChange();
      pings.reload();
      toast(said, undo);
    } catch (failure) {
      toast((failure as Error).message);
    }
  };
  const pause = () => act('pause', `${canary.name} is paused.`, {}, () => void act('unpause', `${canary.name} is expected again.`));
  const snooze = (hours: number) =>
    act('snooze', `Nothing is said about ${canary.name} for ${duration(hours * 3600)}.`, { until: utc(Math.floor(Date.now() / 1000) * 1000 + hours * 3_600_000) }, () =>
      void act('snooze', `${canary.name} is heard again.`, { until: null }),
    );
  const snoozed = canary.snoozed_until != null && Date.parse(canary.snoozed_until) > now.value;

  if (editing) {
    return (
      <CanaryForm
        canary={canary}
        onClose={() => closeNamed('edit')}
        onSaved={() => {
          closeNamed('edit');
          onChange();
        }}
      />
    );
  }
  return (
    <Drawer title={canary.name} onClose={onClose}>
      <Facts
        facts={[
          ['State', <State tone={toneOf(canary)}>{canary.state}</State>],
          ['Due', canary.deadline ? <><At time={canary.deadline} /> (<Ago time={canary.deadline} />)</> : 'not expected'],
          ['Schedule', <Expected schedule={canary.schedule} />],
          ['Grace', canary.grace > 0 ? duration(canary.grace) : null],
          ['Longest run', canary.max_duration ? duration(canary.max_duration) : null],
          ['Last run took', canary.run_duration != null ? duration(canary.run_duration) : null],
          ['Alarm after', canary.alert_after > 1 ? `${canary.alert_after} misses` : null],
          ['Repeated every', canary.repeat ? duration(canary.repeat) : null],
          ['Snoozed until', snoozed ? <At time={canary.snoozed_until!} /> : null],
          ['Tags', canary.tags.join(', ')],
          ['Mail to', canary.emails.join(', ')],
          ['What it is', canary.description],
          ['Id', <code>{canary.id}</code>],
        ]}
      />
      <div class="row">
        {canary.paused ? (
          <button type="button" onClick={() => act('unpause', `${canary.name} is expected again.`)}>
            Unpause
          </button>
        ) : (
          <button type="button" onClick={pause}>
            Pause
          </button>
        )}
        {snoozed ? (
          <button type="button" onClick={() => act('snooze', `${canary.name} is heard again.`, { until: null })}>
            End the snooze
          </button>
        ) : (
          [1, 8, 24].map((hours) => (
            <button type="button" key={hours} onClick={() => snooze(hours)}>
              Snooze {hours} h
            </button>
          ))
        )}
        <button type="button" onClick={() => act('pings', `${canary.name} was pinged.`, { kind: 'success', comment: 'from the web page' })}>
          Ping
        </button>
        <button type="button" onClick={() => openNamed('edit', '1')}>
          Edit
        </button>
        <button
          type="button"
          onClick={() => {
            onClose();
            deleteSoon(canary, onChange);
          }}
        >
          Delete
        </button>
      </div>
      <PingCommands canary={canary} />
      <Log pings={pings} path={path} />
    </Drawer>
  );
}

const TONES: Record<string, Tone> = { fail: 'error', late: 'error', success: 'ok', resumed: 'ok', start: 'notice' };

function Log({ pings, path }: { pings: Resource<{ pings: Ping[] }>; path: string }) {
  return (
    <section class="stack">
      <h3>Log</h3>
      <Loaded from={pings}>
        {(data) => (
          <ul class="items">
            {data.pings.map((ping) => (
              <li key={ping.number}>
                <LogEntry ping={ping} path={path} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

function LogEntry({ ping, path }: { ping: Ping; path: string }) {
  const body = useSignal<string | null>(null);
  const show = async () => {
    if (body.value !== null) return;
    try {
      const answer = await fetch(address(`${path}/pings/${ping.number}/body`), { credentials: 'same-origin' });
      body.value = answer.ok ? await answer.text() : `The daemon answered ${answer.status}.`;
    } catch {
      body.value = 'The daemon does not answer.';
    }
  };
  const line = (
    <>
      <State tone={TONES[ping.kind] ?? 'idle'}>{ping.text}</State>{' '}
      {ping.exit_status != null && !ping.text.includes('exit status') && <span class="quiet">exit {ping.exit_status} </span>}
      {ping.duration != null && <span class="quiet">took {duration(ping.duration)} </span>}
      <span class="quiet small">
        <Ago time={ping.time} />
      </span>
    </>
  );
  return ping.body_bytes ? (
    <details class="entry" onToggle={show}>
      <summary>{line}</summary>
      <pre tabIndex={0}>{body.value ?? 'Reading…'}</pre>
    </details>
  ) : (
    <div class="entry">{line}</div>
  );
}
