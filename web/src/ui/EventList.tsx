import type { LiveEvent } from '../api/live';
import { State, toneOf } from './State';
import { Ago, At } from './Time';
import { Told } from './Told';

/** Events, one a row; a click opens the evidence. `exact` tells the instant of each, for those of a time that was chosen, of which all are as long ago. */
export function EventList({ events, exact, onOpen }: { events: readonly LiveEvent[]; exact?: boolean; onOpen: (event: LiveEvent) => void }) {
  return (
    <ul class="items">
      {events.map((event) => (
        <li key={event.id}>
          <button type="button" class="item" onClick={() => onOpen(event)}>
            <State tone={toneOf(event.severity)}>{event.severity}</State>
            <span>
              <Told text={event.message} />
              {event.stored === false && <span class="quiet"> (not recorded yet)</span>}
            </span>
            <span class="quiet small">
              {exact ? <At time={event.time} /> : <Ago time={event.time} />}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
