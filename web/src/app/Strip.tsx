import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Stretch } from '../api/events';
import type { Density } from '../api/timeline';
import { useResource } from '../api/resource';
import { worse } from '../api/status';
import { local, utc } from '../format/time';
import { spokenOf, type Mark } from '../ui/marks';
import { toneOf } from '../ui/State';
import { Walk } from '../ui/Walk';
import { openStretch } from './evidence';
import { move, presets, range, showPreset, showRange } from './range';
import { place } from './router';

const LANES = ['uptime', 'disks', 'metrics', 'canaries', 'watches', 'notifications', 'watchkeeper'];
const WIDTH = 720;
const SLICES = 180;
/** All lanes have one height, and the labels beside them the same; the first is the boots'. In units of the drawing, and in pixels. */
const LANE = 10;
const HEIGHT = 14;

/** A click so near to a tick opens it: a finger is broader than it. Pixels. */
const NEAR = 8;

/** A phone has room for one lane of events beside the boots'. */
const narrow = matchMedia('(max-width: 720px)');

/** One time axis for all pages about a span of time: boots as bars, gaps as gaps, events as ticks in a lane per capability. Dragging on it chooses the range everywhere. */
export function Strip() {
  const { from, to } = range.value;
  const density = useResource<Density>(`timeline/density?from=${utc(from)}&to=${utc(to)}&slices=${SLICES}`, { on: () => range.peek().moving !== null });
  const drag = useSignal<[number, number] | null>(null);
  const box = useRef<SVGSVGElement>(null);
  const lanes = narrow.matches ? ['events'] : LANES;
  const height = { height: `${(lanes.length + 1) * HEIGHT}px` };
  const laneOf = (capability: string) => (lanes === LANES ? LANES.indexOf(capability) : 0);

  const at = (event: PointerEvent) => {
    const bounds = box.current!.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - bounds.left) / bounds.width));
  };
  const places = density.data.value ? placesOf(density.data.value, lanes, laneOf) : [];
  const release = (event: PointerEvent) => {
    const chosen = drag.value;
    drag.value = null;
    if (!chosen) return;
    if (Math.abs(chosen[1] - chosen[0]) < 0.005) {
      const bounds = box.current!.getBoundingClientRect();
      const lane = Math.floor(((event.clientY - bounds.top) / bounds.height) * (lanes.length + 1)) - 1;
      const away = (each: Place) => (Math.abs(each.x - chosen[1]) - each.reach) * bounds.width;
      const nearest = places.filter((each) => each.lane === lane).sort((left, right) => away(left) - away(right))[0];
      if (nearest && away(nearest) <= NEAR) void openStretch(nearest.stretch);
      return;
    }
    const [start, end] = chosen[0] < chosen[1] ? chosen : [chosen[1], chosen[0]];
    showRange(from + start * (to - from), from + end * (to - from));
  };
  const keys = (event: KeyboardEvent) => {
    const how = ({ ArrowLeft: 'earlier', ArrowRight: 'later', '+': 'closer', '-': 'wider' } as const)[event.key];
    if (!how) return;
    event.preventDefault();
    move(how);
  };

  const chosen = place.value.query.get('from') ?? '-24h';
  return (
    <section class="strip" aria-label="Time range">
      <div class="row apart">
        <div class="row">
          <span class="segments" role="group" aria-label="Range">
            {presets.map(([value, name]) => (
              <button type="button" key={value} aria-pressed={range.value.moving !== null && (range.value.problem ? '-24h' : chosen) === value} onClick={() => showPreset(value)}>
                {name}
              </button>
            ))}
          </span>
          <span class="segments moves" role="group" aria-label="Move the range">
            <button type="button" aria-label="Earlier" title="Earlier (←)" onClick={() => move('earlier')}>
              ‹
            </button>
            <button type="button" aria-label="Later" title="Later (→)" onClick={() => move('later')}>
              ›
            </button>
            <button type="button" aria-label="Closer" title="Closer (+)" onClick={() => move('closer')}>
              +
            </button>
            <button type="button" aria-label="Wider" title="Wider (−)" onClick={() => move('wider')}>
              −
            </button>
          </span>
        </div>
        <span class="boots small quiet" aria-hidden="true">
          boots: <i class="up" /> up <i class="unwatched" /> up, not watched <i class="down" /> down
        </span>
        <span class="small quiet" title={`${utc(from)} – ${utc(to)}`}>
          {local(from)} – {local(to)}
        </span>
      </div>
      {range.value.problem && (
        <p class="message" data-tone="warning" role="alert">
          {range.value.problem}
        </p>
      )}
      <div class="axis">
        <div class="lanes" aria-hidden="true" style={height}>
          <span>boots</span>
          {lanes.map((lane) => (
            <span key={lane}>{lane}</span>
          ))}
        </div>
        <div class="drawing">
          <svg
            ref={box}
            viewBox={`0 0 ${WIDTH} ${(lanes.length + 1) * LANE}`}
            style={height}
            preserveAspectRatio="none"
            tabIndex={0}
            role="application"
            aria-label={`From ${local(from)} to ${local(to)}. Arrow keys move, plus and minus zoom, dragging chooses a range, a click on a tick or a downtime opens its events.`}
            onKeyDown={keys}
            onPointerDown={(event) => {
              box.current!.setPointerCapture(event.pointerId);
              drag.value = [at(event), at(event)];
            }}
            onPointerMove={(event) => drag.value && (drag.value = [drag.value[0], at(event)])}
            onPointerUp={release}
            onPointerCancel={() => (drag.value = null)}
          >
            {density.data.value && <Drawn density={density.data.value} laneOf={laneOf} />}
            {drag.value && (
              <rect
                x={Math.min(...drag.value) * WIDTH}
                width={Math.abs(drag.value[1] - drag.value[0]) * WIDTH}
                y="0"
                height="100%"
                fill="var(--accent)"
                opacity="0.2"
              />
            )}
          </svg>
          <Walk
            label="Events in this range"
            stops={places.map(({ x, lane, text }) => ({ x, y: (lane + 1.5) / (lanes.length + 1), text }))}
            onOpen={(index) => void openStretch(places[index]!.stretch)}
          />
        </div>
      </div>
    </section>
  );
}

/** What can be opened: the events of a slice in a lane, or a time at which the host was down. */
interface Place {
  /** Its middle, and how far it goes to both sides: shares of the width. */
  x: number;
  reach: number;
  /** −1 is the boots'. */
  lane: number;
  text: string;
  stretch: Stretch;
}

/** A downtime is told of by what was seen before it, and by what the next start found. Milliseconds. */
const BEFORE = 60_000;
const AFTER = 600_000;

/** What can be opened, the earliest first. */
function placesOf(density: Density, lanes: readonly string[], laneOf: (capability: string) => number): Place[] {
  const start = Date.parse(density.from);
  const span = Date.parse(density.to) - start;
  const downs = density.spans.filter((each) => each.kind === 'uptime.down').map((each): Place => {
    const from = Date.parse(each.start);
    const to = each.end == null ? start + span : Date.parse(each.end);
    return {
      x: ((from + to) / 2 - start) / span,
      reach: (to - from) / 2 / span,
      lane: -1,
      text: `uptime, ${local(from)}: ${each.label}`,
      stretch: { from: from - BEFORE, to: to + AFTER, capability: lanes === LANES ? 'uptime' : undefined },
    };
  });
  const ticks = ticksOf(density, laneOf).map((tick): Place => ({
    x: tick.x,
    reach: 0,
    lane: tick.lane,
    text: `${lanes[tick.lane]}, ${spokenOf(tick)}`,
    stretch: { from: tick.from, to: tick.to, capability: lanes === LANES ? LANES[tick.lane] : undefined },
  }));
  return [...downs.filter((each) => each.x >= 0 && each.x <= 1), ...ticks].sort((left, right) => left.x - right.x || left.lane - right.lane);
}

/** The events of a slice in a lane; x is the share of the width at which it stands. */
type Tick = Mark & { lane: number; x: number };

function ticksOf(density: Density, laneOf: (capability: string) => number): Tick[] {
  const start = Date.parse(density.from);
  const width = (Date.parse(density.to) - start) / density.slices;
  const found = new Map<string, Tick>();
  for (const { slice, capability, severity, count } of density.counts) {
    const lane = laneOf(capability);
    if (lane < 0) continue;
    const before = found.get(`${slice} ${lane}`);
    const worst = before && worse(before.worst, severity) < 0 ? before.worst : severity;
    found.set(`${slice} ${lane}`, { from: start + slice * width, to: start + (slice + 1) * width, count: (before?.count ?? 0) + count, worst, lane, x: (slice + 0.5) / density.slices });
  }
  return [...found.values()];
}

/** How many events a slice of a lane has is told by its height, so that the bad week of a bad year is seen. */
function Drawn({ density, laneOf }: { density: Density; laneOf: (capability: string) => number }) {
  const start = Date.parse(density.from);
  const span = Date.parse(density.to) - start;
  const x = (time: number) => Math.min(1, Math.max(0, (time - start) / span)) * WIDTH;
  const slice = WIDTH / density.slices;
  const most = new Map<number, number>();
  for (const each of density.counts) most.set(laneOf(each.capability), Math.max(most.get(laneOf(each.capability)) ?? 0, each.count));
  return (
    <>
      {density.spans.map((each) => {
        const left = x(Date.parse(each.start));
        const right = x(each.end == null ? start + span : Date.parse(each.end));
        const fill = each.kind === 'uptime.down' ? 'var(--error)' : each.kind === 'uptime.boot' ? 'var(--line-strong)' : 'var(--line)';
        // A boot leaves a hair's breadth before the next one, so that a restart of seconds is seen in a year.
        const gap = each.kind === 'uptime.boot' && each.end != null ? 0.8 : 0;
        return (
          <rect key={each.kind + each.start} x={left.toFixed(1)} y="1.5" width={Math.max(0.8, right - left - gap).toFixed(1)} height={LANE - 3} fill={fill}>
            <title>{each.label}</title>
          </rect>
        );
      })}
      {[...density.counts].sort((left, right) => worse(right.severity, left.severity)).map((each) => {
        const lane = laneOf(each.capability);
        if (lane < 0) return null;
        const height = Math.max(2, (LANE - 2) * Math.sqrt(each.count / most.get(lane)!));
        return (
          <rect
            key={`${each.slice} ${each.capability} ${each.severity}`}
            class="tick"
            x={each.slice * slice}
            y={((lane + 2) * LANE - 1 - height).toFixed(1)}
            width={Math.max(1.5, slice - 0.6)}
            height={height.toFixed(1)}
            fill={`var(--${toneOf(each.severity)})`}
          >
            <title>{`${each.capability}: ${each.count} of severity ${each.severity}`}</title>
          </rect>
        );
      })}
    </>
  );
}
