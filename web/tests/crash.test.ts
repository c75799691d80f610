import { expect, test } from 'vitest';
import { findCrash, type CrashReport } from '../src/api/uptime';

test('an address names a crash by its number, or the newest as the last', () => {
  const crashes = [{ id: 3 }, { id: 7 }] as CrashReport[];
  expect(findCrash(crashes, 'last')?.id).toBe(7);
  expect(findCrash(crashes, '3')?.id).toBe(3);
  expect(findCrash(crashes, '4')).toBeNull();
  expect(findCrash([], 'last')).toBeNull();
});
