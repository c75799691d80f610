import { now } from '../api/live';
import { duration, length, local, relative, utc } from '../format/time';

/** "4 min ago", with the viewer's time and UTC on hover; copying it copies the exact time. */
export function Ago({ time }: { time: string | number }) {
  const at = typeof time === 'number' ? time : Date.parse(time);
  if (Number.isNaN(at)) return <>unknown</>;
  return (
    <time dateTime={utc(at)} title={`${local(at)}\n${utc(at)}`}>
      {relative(at, now.value)}
    </time>
  );
}

/** "for 4 min": how long something has been as it is, with its beginning on hover. */
export function For({ since }: { since: string }) {
  const at = Date.parse(since);
  return (
    <time dateTime={utc(at)} title={`since ${local(at)}\n${utc(at)}`}>
      for {length((now.value - at) / 1000)}
    </time>
  );
}

/** The viewer's local time, UTC on hover. */
export function At({ time }: { time: string | number }) {
  const at = typeof time === 'number' ? time : Date.parse(time);
  if (Number.isNaN(at)) return <>unknown</>;
  return (
    <time dateTime={utc(at)} title={utc(at)}>
      <span class="whole">{local(at).slice(0, 10)}</span> <span class="whole">{local(at).slice(11)}</span>
    </time>
  );
}

/** A duration in seconds; exact on hover. */
export function Lasted({ seconds }: { seconds: number }) {
  return <span title={`${seconds} s`}>{duration(seconds)}</span>;
}
