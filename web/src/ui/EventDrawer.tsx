import type { LiveEvent } from '../api/live';
import { href } from '../app/router';
import { Drawer } from './Drawer';
import { Facts } from './Parts';
import { State, toneOf } from './State';
import { Ago, At } from './Time';

/** The evidence of an event: all that was recorded with it. */
export function EventDrawer({ event, onClose }: { event: LiveEvent; onClose: () => void }) {
  const at = Date.parse(event.time);
  const around = href('timeline', { from: new Date(at - 450_000).toISOString(), to: new Date(at + 450_000).toISOString(), event: event.id });
  const { advice, text, ...fields } = (event.fields ?? {}) as Record<string, unknown>;
  return (
    <Drawer title={event.message} onClose={onClose}>
      <Facts
        facts={[
          ['Severity', <State tone={toneOf(event.severity)}>{event.severity}</State>],
          ['When', <><At time={event.time} /> (<Ago time={event.time} />)</>],
          ['Type', <code>{event.type}</code>],
          ['Subject', event.subject && <code>{event.subject}</code>],
          ['What to do', typeof advice === 'string' ? advice : null],
        ]}
      />
      {typeof text === 'string' && <pre tabIndex={0}>{text}</pre>}
      {Object.keys(fields).length > 0 && (
        <>
          <h3>Recorded with it</h3>
          <Facts facts={Object.entries(fields).map(([name, value]) => [name.replaceAll('_', ' '), shown(value)])} />
        </>
      )}
      <p>
        <a href={around}>What happened around it</a>
      </p>
    </Drawer>
  );
}

function shown(value: unknown) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object') return <pre>{JSON.stringify(value, null, 2)}</pre>;
  const text = String(value);
  return text.includes('\n') ? <pre>{text}</pre> : text;
}
