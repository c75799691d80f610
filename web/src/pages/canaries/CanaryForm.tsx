import { useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Canary, Preview } from '../../api/canaries';
import { get, Problem, send } from '../../api/client';
import { plainDuration, parseDuration } from '../../format/time';
import { go, href } from '../../app/router';
import { Drawer } from '../../ui/Drawer';
import { Field } from '../../ui/Parts';
import { toast } from '../../ui/Toasts';
import { Week } from './Week';
import './canaries.css';

interface Fields {
  name: string;
  schedule: string;
  description: string;
  emails: string;
  tags: string;
  grace: string;
  max_duration: string;
  alert_after: string;
  repeat: string;
}

/** What was typed, and the canary as it was when that began; none for a new one. */
interface Draft {
  canary: Canary | undefined;
  fields: Fields;
}

const HINTS = {
  schedule: 'A duration (1d), seconds (86400), cron with a zone (0 3 * * * Europe/Paris), a calendar expression (Mon..Fri 03:00), or Coal Mine’s directives.',
};

const LENGTHS = ['grace', 'max_duration', 'repeat'] as const;
const length = { class: 'mono', spellcheck: false, inputMode: 'text' };

/** Makes or changes a canary; the schedule is shown as the server understands it while it is being typed. */
export function CanaryForm({ canary: live, onClose, onSaved }: { canary?: Canary; onClose: () => void; onSaved: (canary: Canary) => void }) {
  // What was typed is compared with what stood there when it was typed: the list goes on, and brings what others change meanwhile.
  const [begun] = useState(() => takeBack(live) ?? { canary: live, fields: initial(live) });
  const { canary } = begun;
  const fields = useSignal<Fields>(begun.fields);
  const dirty = JSON.stringify(fields.value) !== JSON.stringify(initial(canary));
  const done = useRef(false);
  const preview = useSignal<Preview | null>(null);
  const wrongSchedule = useSignal<string | null>(null);
  const wrong = useSignal<string | null>(null);
  const busy = useSignal(false);
  const schedule = fields.value.schedule;
  // However the form goes away, by Escape, by Back or by a link: what was typed can be had back.
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: Event) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);
  useEffect(() => () => void (!done.current && putAside(fields.peek(), canary)), []);

  useEffect(() => {
    if (schedule.trim() === '') {
      preview.value = null;
      wrongSchedule.value = null;
      return;
    }
    const abort = new AbortController();
    const timer = window.setTimeout(() => {
      get<Preview>(`canaries/preview?schedule=${encodeURIComponent(schedule)}`, abort.signal).then(
        (answer) => {
          preview.value = answer;
          wrongSchedule.value = null;
        },
        (failure: Error) => {
          if (failure.name === 'AbortError') return;
          preview.value = null;
          wrongSchedule.value = failure.message;
        },
      );
    }, 200);
    return () => {
      window.clearTimeout(timer);
      abort.abort();
    };
  }, [schedule]);

  const wrongLength = (key: (typeof LENGTHS)[number]) =>
    parseDuration(fields.value[key]) === null && fields.value[key].trim() !== '' ? 'Write seconds, or a length such as 15m, 6h or 1d.' : null;

  const wrongAddress = () => {
    const wrong = list(fields.value.emails).find((each) => !/^[^\s@]+@[^\s@]+$/.test(each));
    return wrong === undefined ? null : `“${wrong}” is not a mail address.`;
  };

  const wrongName = () => (fields.value.name !== '' && fields.value.name.trim() === '' ? 'A canary needs a name.' : null);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value || LENGTHS.some(wrongLength) || wrongAddress() || wrongName()) return;
    busy.value = true;
    wrong.value = null;
    try {
      const saved = canary
        ? await send<Canary>('PATCH', `canaries/${encodeURIComponent(canary.id)}`, changes(fields.value, canary))
        : await send<Canary>('POST', 'canaries', body(fields.value));
      done.current = true;
      onSaved(saved);
    } catch (failure) {
      wrong.value = failure instanceof Problem ? failure.message : String(failure);
    } finally {
      busy.value = false;
    }
  };

  const input = (key: keyof Fields, label: string, extra: Record<string, unknown> = {}, hint?: string, problem?: string | null) => (
    <Field id={`canary-${key}`} label={label} {...(hint ? { hint } : {})} wrong={problem ?? null}>
      <input
        id={`canary-${key}`}
        value={fields.value[key]}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `canary-${key}-wrong` : undefined}
        onInput={(event) => {
          fields.value = { ...fields.value, [key]: event.currentTarget.value };
          wrong.value = null;
        }}
        {...extra}
      />
    </Field>
  );

  return (
    <Drawer title={canary ? `Edit ${canary.name}` : 'New canary'} onClose={onClose} keep={dirty}>
      <form class="column" onSubmit={submit}>
        {input('name', 'Name', { required: true, autofocus: true }, undefined, wrongName())}
        {input('schedule', 'Expected every', { required: true, class: 'mono', spellcheck: false }, HINTS.schedule, wrongSchedule.value)}
        {preview.value && <Week preview={preview.value} />}
        {input('grace', 'Grace', length, 'So long after its deadline it counts as late: 90, 15m, 6h, 1d.', wrongLength('grace'))}
        {input('max_duration', 'Longest run', length, 'A run that started and did not finish in this time is late. Empty for no limit.', wrongLength('max_duration'))}
        {input('alert_after', 'Alarm after', { type: 'number', min: 1, max: 1000 }, 'How many misses in a row raise the alarm.')}
        {input('repeat', 'Repeat every', length, 'How often it is said again while it is late. Empty for once.', wrongLength('repeat'))}
        {input('emails', 'Mail to', { type: 'text' }, 'Addresses, separated by commas.', wrongAddress())}
        {input('tags', 'Tags', {}, 'Separated by commas.')}
        {input('description', 'What it is')}
        {wrong.value && (
          <p class="message" data-tone="error" role="alert">
            {wrong.value}
          </p>
        )}
        <div class="row">
          <button class="primary" type="submit" disabled={busy.value}>
            {canary ? 'Save' : 'Create'}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Drawer>
  );
}

/** What was typed into a form that was closed, until it is opened again to go on. */
let aside: Draft | null = null;

function putAside(fields: Fields, canary?: Canary): void {
  if (JSON.stringify(fields) === JSON.stringify(initial(canary))) return;
  toast(canary ? `The changes of ${canary.name} were not saved.` : 'The new canary was not made.', () => {
    aside = { canary, fields };
    go(href('canaries', canary ? { canary: canary.slug || canary.id, edit: '1', new: null } : { new: '1', canary: null, edit: null }));
  });
}

function takeBack(canary?: Canary): Draft | null {
  const found = aside !== null && aside.canary?.id === canary?.id ? aside : null;
  if (found) aside = null;
  return found;
}

function initial(canary?: Canary): Fields {
  return {
    name: canary?.name ?? '',
    schedule: canary?.schedule ?? '1d',
    description: canary?.description ?? '',
    emails: canary?.emails.join(', ') ?? '',
    tags: canary?.tags.join(', ') ?? '',
    grace: plainDuration(canary?.grace ?? 0),
    max_duration: canary?.max_duration ? plainDuration(canary.max_duration) : '',
    alert_after: String(canary?.alert_after ?? 1),
    repeat: canary?.repeat ? plainDuration(canary.repeat) : '',
  };
}

function list(text: string): string[] {
  return text.split(',').map((each) => each.trim()).filter(Boolean);
}

function body(fields: Fields) {
  return {
    name: fields.name.trim(),
    schedule: fields.schedule.trim(),
    description: fields.description,
    emails: list(fields.emails),
    tags: list(fields.tags),
    grace: parseDuration(fields.grace) ?? 0,
    max_duration: parseDuration(fields.max_duration) ?? 0,
    alert_after: Number(fields.alert_after) || 1,
    repeat: parseDuration(fields.repeat) ?? 0,
  };
}

/** Only what differs is sent: two people who edit different fields do not undo each other's work. */
function changes(fields: Fields, canary: Canary) {
  const before: Record<string, unknown> = body(initial(canary));
  return Object.fromEntries(Object.entries(body(fields)).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])));
}
