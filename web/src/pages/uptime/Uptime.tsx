import { useResource } from '../../api/resource';
import type { Boot, UptimeSummary } from '../../api/uptime';
import { useNamed } from '../../app/named';
import { range } from '../../app/range';
import { significant } from '../../format/figures';
import { utc } from '../../format/time';
import { Missing } from '../../ui/Missing';
import { Facts, Loaded } from '../../ui/Parts';
import { Table } from '../../ui/Table';
import { At, Lasted } from '../../ui/Time';
import { BootDrawer, End } from './BootDrawer';
import { Crashes } from './Crashes';
import { Days } from './Days';

/** When the host was up: availability, boots as bars, each boot's end, and the crashes with their reports. */
export default function Uptime() {
  const { from, to } = range.value;
  const summary = useResource<UptimeSummary>(`uptime?since=${utc(from)}&until=${utc(to)}`, { on: (event) => event.type.startsWith('uptime.') });
  const boots = useResource<{ boots: Boot[] }>('uptime/boots', { every: 60, on: (event) => event.type.startsWith('uptime.') });
  const known = boots.data.value?.boots;
  const open = useNamed('boot', 'boot', (number) => known && (known.find((boot) => String(boot.number) === number) ?? null));
  return (
    <>
      <h1>Uptime</h1>
      <Missing of={open} />
      <Loaded from={summary}>
        {(data) => (
          <section class="panel">
            <h2>In this range</h2>
            <Facts
              facts={[
                ['Availability', data.availability === undefined || data.availability === null ? 'not known' : `${precise(data.availability)} %`],
                ['Up', <Lasted seconds={data.up} />],
                ['Of it not watched', data.not_watched >= 1 ? <Lasted seconds={data.not_watched} /> : null],
                ['Down', data.down > 0 ? <Lasted seconds={data.down} /> : 'not at all'],
                ['Boots', `${data.boots}, of which ${data.crashes} ended in a crash`],
                ['Suspended', data.suspended > 0 ? <Lasted seconds={data.suspended} /> : null],
                ['Average downtime', data.average_down ? <Lasted seconds={data.average_down} /> : null],
              ]}
            />
          </section>
        )}
      </Loaded>
      <Loaded from={boots}>
        {(data) => (
          <>
            <Days boots={data.boots} />
            <Crashes />
            <h2>All boots on record</h2>
            <Table
              label="Boots"
              rows={data.boots}
              id={(boot) => String(boot.number)}
              onOpen={(boot) => open.show(String(boot.number))}
              selected={open.name}
              sort={{ column: 'Boot', down: true }}
              columns={[
                { name: 'Boot', number: true, wide: true, cell: (boot) => boot.number, by: (boot) => boot.number },
                { name: 'Started', cell: (boot) => <At time={boot.started} />, by: (boot) => boot.started },
                { name: 'Uptime', number: true, cell: (boot) => <Lasted seconds={boot.uptime} />, by: (boot) => boot.uptime },
                { name: 'End', cell: (boot) => <End boot={boot} />, by: (boot) => boot.end },
                {
                  name: 'Down after it',
                  number: true,
                  wide: true,
                  cell: (boot) => (boot.downtime === undefined || boot.downtime === null ? '—' : <Lasted seconds={boot.downtime} />),
                  by: (boot) => boot.downtime ?? -1,
                },
                { name: 'Kernel', wide: true, cell: (boot) => <span class="quiet">{boot.kernel ?? ''}</span>, by: (boot) => boot.kernel ?? '' },
              ]}
            />
          </>
        )}
      </Loaded>
      {open.open && <BootDrawer key={open.open.number} boot={open.open} onClose={open.close} />}
    </>
  );
}

/** Three nines must not be rounded to a hundred. */
function precise(percent: number): string {
  return percent > 99 && percent < 100 ? percent.toFixed(4).replace(/0+$/, '') : significant(percent);
}
