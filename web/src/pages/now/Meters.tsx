import type { ComponentChildren } from 'preact';
import type { Status } from '../../api/status';
import { bytes, percent, significant } from '../../format/figures';
import type { Tone } from '../../ui/State';

/** Load, memory and filesystems as figures with a bar: full is bad, so a bar has the tone of its fill. */
export function Meters({ status }: { status: Status }) {
  const load = status.load?.['1'] ?? status.load?.['load1'] ?? status.load?.['one'];
  const memory = status.memory;
  const used = memory ? (memory.used_share ?? 1 - memory.available / memory.total) : null;
  return (
    <section class="meters" aria-label="Figures">
      {load !== undefined && <Meter name="Load" text={significant(load)} />}
      {memory && used !== null && (
        <Meter name="Memory" text={percent(used)} share={used}>
          {bytes(memory.available)} available
        </Meter>
      )}
      {(status.filesystems ?? []).slice(0, 6).map((each) => (
        <Meter key={each.mount_point} name={each.mount_point} text={percent(each.used_share)} share={each.used_share}>
          {bytes(each.available)} available
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
