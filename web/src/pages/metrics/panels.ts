import { bytes, compact, percent, significant } from '../../format/figures';

/** A chart that every host has without asking: an expression of the metrics query language, and how its values read. */
export interface PanelDefinition {
  title: string;
  expression: string;
  format: (value: number) => string;
  /** Labels that say nothing in this chart. */
  without?: readonly string[];
  limits?: { value: number; text: string }[];
}

const WINDOW = '[$window]';

export const panels: readonly PanelDefinition[] = [
  // A share of all that was counted, and not of the time: where the record begins within a step both are short alike.
  { title: 'CPU used', expression: `1 - sum(rate(node_cpu_seconds_total{mode="idle"}${WINDOW})) / sum(rate(node_cpu_seconds_total${WINDOW}))`, format: percent },
  { title: 'Load', expression: '{__name__=~"node_load1|node_load5|node_load15"}', format: significant },
  { title: 'Memory available', expression: 'node_memory_MemAvailable_bytes', format: bytes },
  {
    title: 'Filesystems used',
    expression:
      '(node_filesystem_size_bytes - node_filesystem_free_bytes) / (node_filesystem_size_bytes - node_filesystem_free_bytes + node_filesystem_avail_bytes)',
    format: percent,
    without: ['device', 'fstype', 'device_error'],
    limits: [{ value: 0.9, text: '90 %' }],
  },
  { title: 'Disk reads', expression: `rate(node_disk_read_bytes_total${WINDOW})`, format: (value) => `${bytes(value)}/s` },
  { title: 'Disk writes', expression: `rate(node_disk_written_bytes_total${WINDOW})`, format: (value) => `${bytes(value)}/s` },
  { title: 'Disk busy', expression: `rate(node_disk_io_time_seconds_total${WINDOW})`, format: percent },
  { title: 'Network received', expression: `rate(node_network_receive_bytes_total{device!="lo"}${WINDOW})`, format: (value) => `${bytes(value)}/s` },
  { title: 'Network sent', expression: `rate(node_network_transmit_bytes_total{device!="lo"}${WINDOW})`, format: (value) => `${bytes(value)}/s` },
  {
    title: 'Waiting for CPU, memory and disks',
    // A rate has no name left to tell its lines apart, so each gets a label.
    expression: ['cpu', 'memory', 'io']
      .map((what) => `label_replace(rate(node_pressure_${what}_waiting_seconds_total${WINDOW}), "waiting_for", "${what}", "", "")`)
      .join(' or '),
    format: percent,
  },
  { title: 'Temperatures', expression: 'node_hwmon_temp_celsius', format: (value) => `${significant(value)} °C` },
  { title: 'Processes running and blocked', expression: '{__name__=~"node_procs_running|node_procs_blocked"}', format: compact },
];

/** A rate looks back over four steps of the chart, and never over less than a minute: two samples at least lie in it. */
export function withWindow(expression: string, stepSeconds: number, least = 60): string {
  return expression.replaceAll('$window', `${Math.max(least, Math.ceil(stepSeconds * 4))}s`);
}

/** Of old times a sample is kept for every five minutes: two of them lie in a window of this length. Seconds. */
const SPARSE = 600;

/** Asks for an expression; where its window is too narrow for any two samples, as in a close look at old times, once more with a wide one. */
export async function askWithWindow<T extends { series: readonly unknown[] }>(expression: string, stepSeconds: number, ask: (expression: string) => Promise<T>): Promise<T> {
  const narrow = withWindow(expression, stepSeconds);
  const wide = withWindow(expression, stepSeconds, SPARSE);
  const answer = await ask(narrow);
  return answer.series.length > 0 || wide === narrow ? answer : ask(wide);
}

/** What a chart of one series shows: of a counter how fast it grows, with a window that fits the range. */
export function charted(selector: string, counter: boolean): string {
  return counter ? `rate(${selector}${WINDOW})` : selector;
}
