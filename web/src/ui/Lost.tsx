import { heard, lost, now } from '../api/live';
import { duration } from '../format/time';
import { isTop } from './layers';
import { At } from './Time';

/** That the daemon is away, and of when is what is shown. It is read aloud once: what counts the seconds stands outside of what is read. */
export function Lost({ layer }: { layer?: object }) {
  if (!lost.value || !isTop(layer)) return null;
  return (
    <p class="message" data-tone="error">
      <span role="alert">
        The daemon has not answered since <At time={heard.value} />. What you see is from then; this page goes on trying.
      </span>{' '}
      <span class="quiet small">{duration((now.value - heard.value) / 1000)}</span>
    </p>
  );
}
