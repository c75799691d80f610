// A host that never changes: the answers of a daemon, and the time at which they are read. What does not stand here is not asked for on the pages that are
// pictured.
export const NOW = Date.parse('2026-03-18T12:00:00Z');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (ago) => new Date(NOW - ago).toISOString();

const events = [
  [3 * MINUTE, 'disks.filesystem-error', 'error', 'sdb1', 'sdb1: a block of the filesystem cannot be read.'],
  [12 * MINUTE, 'disks.media-error', 'warning', 'sdb', 'sdb: the device had to correct an error by itself.'],
  [50 * MINUTE, 'canaries.late', 'error', 'nightly-backup', 'nightly backup has not reported.'],
  [2 * HOUR, 'watches.fired', 'notice', 'ssh-brute-force', 'Five failed passwords from 203.0.113.9 within ten minutes.'],
  [5 * HOUR, 'canaries.recovered', 'notice', 'sync-photos', 'sync photos is reporting again.'],
  [9 * HOUR, 'watchkeeper.clock-stepped', 'warning', 'clock', 'The clock was set forward by 3 s.'],
  [11 * HOUR, 'uptime.host-started', 'info', 'atlas', 'The host started after a crash.'],
  [11.2 * HOUR, 'uptime.host-crashed', 'critical', 'atlas', 'The host crashed: probably the storage.'],
  [20 * HOUR, 'disks.media-error', 'warning', 'sdb', 'sdb: the device had to correct an error by itself.'],
].map(([ago, type, severity, subject, message], index) => ({
  id: `00000000-0000-4000-8000-00000000000${index}`, host: 'x', seq: index, time: at(ago), clock_trusted: true, boot_id: 'x', since_boot: 1, type, severity, subject, message, fields: {},
}));

const boots = [[1, 60 * DAY, 31 * DAY, 'shutdown'], [2, 31 * DAY - HOUR, 8 * DAY, 'reboot'], [3, 8 * DAY - 2 * MINUTE, 11.5 * HOUR, 'crash'], [4, 11 * HOUR, null, 'running']].map(([number, started, ended, end]) => ({
  number, boot_id: `b${number}`, kernel: '6.12.9', started: at(started), ended: ended === null ? null : at(ended), uncertainty: 0, end, cause: 'none', reason: '',
  uptime: (started - (ended ?? 0)) / 1000, suspended: 0, not_watched: 0, clock_trusted: true, downtime: ended === null ? null : 1800,
}));

const crashes = [{
  id: 1, boot_id: 'b3', kernel: '6.12.9', went_down: at(11.5 * HOUR), uncertainty: 40, back: at(11 * HOUR), down: 1800, uptime: 640_000, cause: 'storage',
  reason: 'Probably the storage: a medium error of sdb 3 s before the records stop.', clock_trusted: true,
  last_words: ['sd 1:0:0:0: [sdb] tag#21 Sense Key : Medium Error [current]', 'EXT4-fs error (device sdb1): Cannot read block bitmap', 'EXT4-fs (sdb1): Remounting filesystem read-only'].map((text, index) => ({ at: at(11.5 * HOUR + (3 - index) * 1000), source: 'journal', text })),
  metrics: [['Load, 1 min', '', 0.42, 0.2, 12.1, 12.1], ['Memory used', '%', 31.2, 31, 33.4, 33.4], ['Disk busy, sdb', '%', 2.1, 0.4, 100, 100]].map(([name, unit, first, least, most, last]) => ({ name, unit, first, least, most, last })),
  events: events.slice(8), watches: ['storage-error'], canaries: ['nightly backup'],
}];

const spans = boots.flatMap((boot, index) => [
  { kind: 'uptime.boot', start: boot.started, end: boot.ended, label: `Boot ${boot.number}, kernel 6.12.9` },
  ...(boots[index + 1] ? [{ kind: 'uptime.down', start: boot.ended, end: boots[index + 1].started, label: `Down after a ${boot.end}` }] : []),
]);

const device = (name, kind, size, below, above, mounts, model) => ({ name, number: '8:0', kind, path: `/dev/${name}`, preferred_path: `/dev/${name}`, size, mount_points: mounts, below, above, model, wwid: null });
const watch = (name, state, source, condition, ago) => ({
  name, state, source, condition, why: '', severity: 'warning', is_default: true, keys: 0, matches: 0, last_match: ago === null ? null : at(ago), last_action: ago === null ? null : at(ago), last_result: null,
  suppressed: 0, next_action: null, silenced_until: null, trouble: null, held_by: null, last_attempts: 0, last_error: null, next_try: null,
});

const answers = {
  status: () => ({
    host: { id: 'x', name: 'atlas' }, version: '0', time: new Date(NOW).toISOString(), clock_trusted: true, severity: 'error', boot: { id: 'b4', started: at(11 * HOUR), kernel: '6.12.9', number: 4 }, uptime: 39_600,
    last_downtime: { from: at(11.5 * HOUR), length: 1800, end: 'crash', cause: 'storage', reason: 'Probably the storage.' }, load: { one: 0.42, five: 0.5, fifteen: 0.61 },
    memory: { total_bytes: 16e9, available_bytes: 11e9, used_percent: 31.2 },
    filesystems: [['/', 48], ['/srv', 93]].map(([mountpoint, used]) => ({ mountpoint, device: 'x', type: 'ext4', size_bytes: 1e12, available_bytes: 1e10 * (100 - used), used_percent: used, inodes_used_percent: 1 })),
    items: [
      { subject: 'sdb1', message: 'sdb1: a block of the filesystem cannot be read.', severity: 'error', count: 1, since: at(20 * HOUR), last: at(3 * MINUTE), advice: 'Back it up and replace it.', link: 'disks?device=sdb' },
      { subject: 'nightly backup', message: 'has not reported.', severity: 'error', count: 1, since: at(50 * MINUTE), advice: 'Look whether its job runs.', link: 'canaries' },
      { subject: '/srv', message: '93 % is used.', severity: 'warning', count: 1, since: at(2 * DAY), advice: 'Make room.', link: 'metrics' },
    ],
    lines: [['Canaries', '12 watched, 1 late: nightly-backup'], ['Watches', '4 watches, one condition'], ['Notifications', '1 channel, none waiting']].map(([label, text]) => ({ label, text, severity: 'info' })),
  }),
  events: (query) => ({ events: events.filter((each) => (!query.get('type') || each.type.startsWith('disks.')) && (query.get('severity') !== 'warning' || each.severity !== 'notice')).reverse() }),
  timeline: () => ({ from: at(DAY), to: at(0), spans, events: [...events].reverse(), truncated: false, unusual: [] }),
  'timeline/unusual': () => ({ from: at(DAY), to: at(0), unusual: [{ labels: { __name__: 'node_load5' }, time: at(11.5 * HOUR), value: 12.1, median: 0.4, deviations: 60 }] }),
  'timeline/density': (query) => {
    const [from, to, slices] = [Date.parse(query.get('from')), Date.parse(query.get('to')), Number(query.get('slices'))];
    const counts = Array.from({ length: slices }, (_, slice) => ['canaries', 'watches', 'disks'].flatMap((capability, lane) => ((slice + lane * 3) % 11 < 4 - lane
      ? [{ slice, capability, severity: ['error', 'notice', 'warning'][lane], count: 1 + ((slice * (lane + 2)) % 5) }]
      : []))).flat();
    return { from: query.get('from'), to: query.get('to'), slices, spans: spans.filter((span) => Date.parse(span.start) < to && (span.end === null || Date.parse(span.end) > from)), counts };
  },
  uptime: () => ({ since: at(30 * DAY), until: at(0), boots: 3, clean: 1, crashes: 1, unknown: 0, availability: 99.72, up: 2.58e6, down: 5400, suspended: 0, not_watched: 0, unaccounted: 0, average_up: 1, average_down: 1800, current: 39_600, current_since: at(11 * HOUR) }),
  'uptime/boots': () => ({ boots }),
  'uptime/crashes': () => ({ crashes }),
  disks: () => ({
    disks: [
      device('nvme0n1', 'disk', 512e9, [], ['nvme0n1p1', 'nvme0n1p2'], [], 'Fast 980'), device('nvme0n1p1', 'part', 1e9, ['nvme0n1'], [], ['/boot']), device('nvme0n1p2', 'part', 511e9, ['nvme0n1'], [], ['/']),
      device('sdb', 'disk', 4e12, [], ['sdb1'], [], 'Large 4T'), device('sdb1', 'part', 4e12, ['sdb'], [], ['/srv']),
    ],
  }),
  metrics: () => ({ metrics: ['node_load1', 'node_load5', 'node_memory_MemAvailable_bytes'].map((name) => ({ name, labels: {}, kind: 'gauge', help: 'What it is.', source: 'host', time: at(0), value: 1 })) }),
  query_range: (query) => {
    const [start, end, step] = ['start', 'end', 'step'].map((key) => Number(query.get(key)));
    const [low, high] = /memory|device!|read_bytes|written_bytes/.test(query.get('query')) ? [4e9, 9e9] : [0.1, 0.7];
    const count = Math.round((end - start) / step) + 1;
    const line = (phase) => Array.from({ length: count }, (_, index) => [start + index * step, index > count * 0.5 && index < count * 0.54 ? null : String(low + ((high - low) * (1 + Math.sin((index / count) * 12 + phase))) / 2)]).filter(([, value]) => value !== null);
    return { status: 'success', data: { resultType: 'matrix', result: [0, 2].map((phase) => ({ metric: { device: `d${phase}` }, values: line(phase) })) } };
  },
  watches: () => ({
    watches: [
      watch('filesystem-full', 'raised', 'metric node_filesystem_avail_bytes', 'above 90 for 1 min', 2 * DAY), watch('oom-kill', 'watching', 'kernel log', 'a process was killed', null),
      watch('ssh-brute-force', 'watching', 'journal ssh.service', '5 within 10 min', 2 * HOUR), watch('temperature', 'silenced', 'the sensors', 'near critical', null),
    ],
  }),
  'watches/conditions': () => {
    const condition = { condition: 'filesystem-full', key: '/srv', priority: 1, severity: 'warning', message: '/srv is 93 % full.', since: at(2 * DAY), watch: 'filesystem-full', inhibited_by: null };
    return { top: condition, conditions: [condition] };
  },
};

/** Answers for the daemon; null where nothing stands here. */
export function answerTo(address) {
  const path = address.pathname.split('/api/v1/')[1] ?? '';
  return answers[path]?.(address.searchParams) ?? null;
}
