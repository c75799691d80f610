import type { LiveEvent } from '../api/live';
import { href } from '../app/router';
import { Drawer } from './Drawer';
import { Facts } from './Parts';
import { State, toneOf } from './State';
import { Ago, At } from './Time';
import { Told } from './Told';

/** The evidence of an event: all that was recorded with it. */
export function EventDrawer({ event, onClose }: { event: LiveEvent; onClose: () => void }) {
  const at = Date.parse(event.time);
  const around = href('timeline', { from: new Date(at - 450_000).toISOString(), to: new Date(at + 450_000).toISOString(), event: null });
  const { advice, text, lines, ...fields } = (event.fields ?? {}) as Record<string, unknown>;
  const device = event.type.startsWith('disks.') && typeof fields['device'] === 'string' ? fields['device'] : null;
  const recorded = Object.entries(fields).filter(([, value]) => says(value));
  return (
    <Drawer title={event.message} onClose={onClose}>
      <Facts
        facts={[
          ['Severity', <State tone={toneOf(event.severity)}>{event.severity}</State>],
          ['When', <><At time={event.time} /> (<Ago time={event.time} />)</>],
          ['Type', <code>{event.type}</code>],
          ['Recorded', event.stored === false ? 'not yet: the database is away' : null],
          ['Subject', event.subject && <code>{event.subject}</code>],
          ['What to do', typeof advice === 'string' ? advice : null],
        ]}
      />
      {typeof text === 'string' && <pre tabIndex={0}>{text}</pre>}
      {Array.isArray(lines) && lines.length > 0 && <pre tabIndex={0}>{lines.join('\n')}</pre>}
      {recorded.length > 0 && (
        <>
          <h3>Recorded with it</h3>
          <Facts facts={recorded.map(([name, value]) => [name.replaceAll('_', ' '), shown(value)])} />
        </>
      )}
      <p class="row">
        <a href={around}>What happened around it</a>
        {device && <a href={href('disks', { device, event: null })}>What else happened to {device}</a>}
      </p>
    </Drawer>
  );
}

/** What is empty or says no is not worth a line. */
function says(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function shown(value: unknown) {
  if (value === true) return 'yes';
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return value.join(', ');
  if (typeof value === 'object') return <pre>{JSON.stringify(value, null, 2)}</pre>;
  const text = String(value);
  return text.includes('\n') ? <pre>{text}</pre> : <Told text={text} />;
}
