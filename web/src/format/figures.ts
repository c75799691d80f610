import { local } from './time';

/** Figures for people: three significant digits with units; the exact value is for copying. */

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;
const DECIMAL = ['', ' k', ' M', ' G', ' T', ' P'] as const;

/** Three significant digits, no exponent; zeros at the end stay only where they were rounded to (9.999 is 10.0, but 1.5 is 1.5). */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'no value' : value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  // Rounded first: 9.999 is 10.0 and not 10.00.
  const magnitude = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(3)))));
  const digits = Math.max(0, Math.min(9, 2 - magnitude));
  const text = value.toFixed(digits);
  const exact = digits > 0 && Math.abs(Number(text) - value) < Math.abs(value) * 1e-9;
  return minus(exact ? String(Number(text)) : text);
}

export function bytes(value: number): string {
  let unit = 0;
  let scaled = value;
  while (Math.abs(scaled) >= 1023.5 && unit < BINARY.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return unit === 0 ? `${minus(String(Math.round(scaled)))} B` : `${significant(scaled)} ${BINARY[unit]}`;
}

/** Thousands as k, M, G, so that an axis stays narrow. */
export function compact(value: number): string {
  let unit = 0;
  let scaled = value;
  while (Math.abs(scaled) >= 999.5 && unit < DECIMAL.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return significant(scaled) + DECIMAL[unit];
}

export function percent(share: number): string {
  return `${significant(share * 100)} %`;
}

/** By the unit that a Prometheus-style name ends in. */
export function byName(name: string): (value: number) => string {
  if (/_time_seconds$/.test(name)) return (value) => (value > 1e9 ? local(value * 1000) : `${compact(value)} s`);
  if (/_bytes(_total)?$/.test(name)) return bytes;
  if (/_celsius$/.test(name)) return (value) => `${significant(value)} °C`;
  if (/_ratio$/.test(name)) return percent;
  if (/_seconds(_total)?$/.test(name)) return (value) => `${compact(value)} s`;
  return compact;
}

/** How fast a counter of such a name grows: seconds in a second are a share of the time. */
export function perSecond(name: string): (value: number) => string {
  if (/_seconds_total$/.test(name)) return percent;
  const format = byName(name);
  return (value) => `${format(value)}/s`;
}

function minus(text: string): string {
  return text.startsWith('-') ? `−${text.slice(1)}` : text;
}
