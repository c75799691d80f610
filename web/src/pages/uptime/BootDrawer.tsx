import type { Boot } from '../../api/uptime';
import { href } from '../../app/router';
import { duration } from '../../format/time';
import { Drawer } from '../../ui/Drawer';
import { Facts } from '../../ui/Parts';
import { State, type Tone } from '../../ui/State';
import { At, Lasted } from '../../ui/Time';

function toneOfEnd(boot: Boot): Tone {
  return { running: 'ok', crash: 'error', shutdown: 'idle', reboot: 'idle' }[boot.end.toLowerCase()] as Tone | undefined ?? 'notice';
}

export function End({ boot }: { boot: Boot }) {
  return <State tone={toneOfEnd(boot)}>{boot.end.toLowerCase()}</State>;
}

/** All that is known of one boot. */
export function BootDrawer({ boot, onClose }: { boot: Boot; onClose: () => void }) {
  const end = boot.ended ? Date.parse(boot.ended) : Date.now();
  return (
    <Drawer title={`Boot ${boot.number}`} onClose={onClose}>
      <Facts
        facts={[
          ['Started', <At time={boot.started} />],
          ['Ended', boot.ended ? <At time={boot.ended} /> : 'running'],
          ['Known to within', boot.uncertainty ? duration(boot.uncertainty) : null],
          ['How', <End boot={boot} />],
          ['Cause', boot.cause && boot.cause.toLowerCase() !== 'none' ? boot.cause : null],
          ['Evidence', boot.reason],
          ['Uptime', <Lasted seconds={boot.uptime} />],
          ['Suspended', boot.suspended > 0 ? <Lasted seconds={boot.suspended} /> : null],
          ['Not watched', boot.not_watched > 0 ? <Lasted seconds={boot.not_watched} /> : null],
          ['Clock', boot.clock_trusted ? null : 'was never synchronised: times are what the host’s clock said'],
          ['Kernel', boot.kernel],
          ['Boot id', boot.boot_id && <code>{boot.boot_id}</code>],
        ]}
      />
      <p>
        <a href={href('timeline', { from: new Date(end - 1_800_000).toISOString(), to: new Date(end + 600_000).toISOString(), boot: null })}>
          What happened around its end
        </a>
      </p>
    </Drawer>
  );
}
