import { useSignal } from '@preact/signals';
import { send } from '../../api/client';
import type { Channel, Notification } from '../../api/notifications';
import { useResource } from '../../api/resource';
import { useNamed } from '../../app/named';
import { Copyable } from '../../ui/Copy';
import { Drawer } from '../../ui/Drawer';
import { Missing } from '../../ui/Missing';
import { Empty, Facts, Loaded } from '../../ui/Parts';
import { State, type Tone } from '../../ui/State';
import { Table } from '../../ui/Table';
import { Ago, At } from '../../ui/Time';
import { toast } from '../../ui/Toasts';
import { Told } from '../../ui/Told';

const TONES: Record<string, Tone> = { pending: 'notice', sent: 'ok', refused: 'error', expired: 'error' };

/** Who is told, and what became of each message. */
export default function Notifications() {
  const channels = useResource<{ channels: Channel[] }>('notifications/channels');
  const list = useResource<{ notifications: Notification[] }>('notifications?limit=500', { every: 15, on: () => true });
  const known = list.data.value?.notifications;
  const open = useNamed('notification', 'message', (id) => known && (known.find((each) => String(each.id) === id) ?? null));
  const retry = async () => {
    try {
      const answer = await send<{ count: number }>('POST', 'notifications/retry');
      toast(answer.count === 0 ? 'There was nothing to try again.' : `${answer.count} are tried again.`);
      list.reload();
    } catch (failure) {
      toast((failure as Error).message);
    }
  };
  return (
    <>
      <h1>Notifications</h1>
      <Missing of={open} />
      <section class="stack">
        <h2>Channels</h2>
        <Loaded from={channels}>{(data) => (data.channels.length === 0 ? <Nothing /> : <Channels channels={data.channels} onTested={list.reload} />)}</Loaded>
      </section>
      <section class="stack">
        <div class="row apart">
          <h2>Messages</h2>
          <button type="button" onClick={retry}>
            Try failed ones again
          </button>
        </div>
        <Loaded from={list}>
          {(data) =>
            data.notifications.length === 0 ? (
              <p class="quiet">Nothing has been sent yet.</p>
            ) : (
              <Table
                label="Messages"
                rows={data.notifications}
                id={(row) => String(row.id)}
                onOpen={(row) => open.show(String(row.id))}
                selected={open.name}
                columns={[
                  { name: 'State', cell: (row) => <State tone={TONES[row.state] ?? 'idle'}>{row.state}</State>, by: (row) => row.state, terse: true },
                  { name: 'To', wide: true, short: true, cell: (row) => row.target, by: (row) => row.target },
                  { name: 'About', cell: (row) => <Told text={row.message ?? row.event} /> },
                  { name: 'When', cell: (row) => (row.time ? <Ago time={row.time} /> : ''), by: (row) => row.time ?? '' },
                  { name: 'Attempts', number: true, wide: true, cell: (row) => row.attempts, by: (row) => row.attempts },
                ]}
              />
            )
          }
        </Loaded>
      </section>
      {open.open && <Message key={open.open.id} message={open.open} onClose={open.close} />}
    </>
  );
}

/** What became of one message. */
function Message({ message, onClose }: { message: Notification; onClose: () => void }) {
  return (
    <Drawer title={message.message ?? 'Notification'} onClose={onClose}>
      <Facts
        facts={[
          ['State', <State tone={TONES[message.state] ?? 'idle'}>{message.state}</State>],
          ['To', message.target],
          ['Problem', message.error],
          ['Attempts', message.attempts],
          ['Next attempt', message.due && <At time={message.due} />],
          ['Finished', message.finished && <At time={message.finished} />],
          ['Event', <code>{message.type}</code>],
          ['Subject', message.subject],
        ]}
      />
    </Drawer>
  );
}

function Channels({ channels, onTested }: { channels: readonly Channel[]; onTested: () => void }) {
  const busy = useSignal<string | null>(null);
  const test = async (name: string) => {
    busy.value = name;
    try {
      const trial = await send<{ result: string; reason: string | null }>('POST', `notifications/channels/${encodeURIComponent(name)}/test`);
      toast(trial.result === 'sent' ? `The test message to ${name} was sent.` : `The test message to ${name} was not sent: ${trial.reason ?? trial.result}`);
      onTested();
    } catch (failure) {
      toast((failure as Error).message);
    } finally {
      busy.value = null;
    }
  };
  return (
    <Table
      label="Channels"
      rows={channels}
      id={(channel) => channel.name}
      columns={[
        { name: 'Channel', short: true, cell: (channel) => channel.name, by: (channel) => channel.name },
        { name: 'Kind', short: true, cell: (channel) => channel.kind, by: (channel) => channel.kind },
        { name: 'To', cell: (channel) => <code class="small">{channel.destination}</code> },
        {
          name: 'Test',
          cell: (channel) => (
            <button type="button" disabled={busy.value !== null} onClick={() => test(channel.name)}>
              {busy.value === channel.name ? 'Sending…' : 'Send a test'}
            </button>
          ),
        },
      ]}
    />
  );
}

function Nothing() {
  return (
    <Empty title="Nobody is told yet">
      <p>A channel named default gets every event of severity error or worse. This asks for one, tries it, and writes it into the configuration:</p>
      <Copyable text="watchkeeper setup" />
    </Empty>
  );
}
