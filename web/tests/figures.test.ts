import { describe, expect, it } from 'vitest';
import { byName, bytes, compact, percent, significant } from '../src/format/figures';

describe('figures for people', () => {
  it('has three significant digits', () => {
    expect([0, 1, 12.34, 0.012345, 123456, -2.5, 9.999].map(significant)).toEqual(['0', '1', '12.3', '0.0123', '123456', '−2.5', '10.0']);
    expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(significant)).toEqual(['no value', '∞', '−∞']);
  });

  it('counts bytes in powers of two', () => {
    expect([0, 1023, 1024, 1_320_702_443, 2 ** 62].map(bytes)).toEqual(['0 B', '1023 B', '1 KiB', '1.23 GiB', '4 EiB']);
  });

  it('shortens thousands and shows shares as percent', () => {
    expect([999, 1000, 38_400_000].map(compact)).toEqual(['999', '1 k', '38.4 M']);
    expect(percent(0.124)).toBe('12.4 %');
  });

  it('knows units by the ending of a name', () => {
    expect(byName('node_memory_MemFree_bytes')(2048)).toBe('2 KiB');
    expect(byName('node_hwmon_temp_celsius')(41)).toBe('41 °C');
    expect(byName('node_cpu_seconds_total')(1500)).toBe('1.5 k s');
    expect(byName('anything')(1500)).toBe('1.5 k');
  });
});
