import type { ComponentChildren } from 'preact';
import type { Status } from '../../api/status';
import { bytes, percent, significant } from '../../format/figures';
import type { Tone } from '../../ui/State';

/** Load, memory and filesystems as figures with a bar: full is bad, so a bar has the tone of its fill. */
export function Meters({ status }: { status: Status }) {
  const { load, memory } = status;
  if (!load && !memory && !status.filesystems?.length) return null;
  return (
    <section class="meters" aria-label="Figures">
      {load && (
        <Meter name="Load" text={significant(load.one)}>
          {significant(load.five)} over 5 min
        </Meter>
      )}
      {memory && (
        <Meter name="Memory" text={percent(memory.used_percent / 100)} share={memory.used_percent / 100}>
          {bytes(memory.available_bytes)} available
        </Meter>
      )}
      {(status.filesystems ?? []).filter((each) => each.size_bytes > 1 << 20).slice(0, 6).map((each) => (
        <Meter key={each.mountpoint} name={each.mountpoint} text={percent(each.used_percent / 100)} share={each.used_percent / 100}>
          {bytes(each.available_bytes)} available
        </Meter>
      ))}
    </section>
  );
}

function Meter(props: { name: string; text: string; share?: number; children?: ComponentChildren }) {
  const tone: Tone = props.share === undefined || props.share < 0.9 ? 'idle' : props.share < 0.95 ? 'warning' : 'error';
  return (
    <div class="figure">
      <span class="quiet small">{props.name}</span>
      <strong>{props.text}</strong>
      {props.share !== undefined && (
        <div class="meter" data-tone={tone} role="meter" aria-label={`${props.name} used`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(props.share * 100)}>
          <i style={{ width: `${Math.min(100, props.share * 100)}%` }} />
        </div>
      )}
      <span class="quiet small">{props.children}</span>
    </div>
  );
}
