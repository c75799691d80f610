import { describe, expect, it } from 'vitest';
import { cronOf } from '../src/pages/canaries/cron';

describe('the line of a crontab', () => {
  it('has the times of the schedule itself', () => {
    expect(cronOf('0 3 * * * Europe/Paris')).toEqual({ times: '0 3 * * *', zone: 'Europe/Paris' });
    expect(cronOf('*/5 8-18 * * Mon-Fri')).toEqual({ times: '*/5 8-18 * * Mon-Fri', zone: null });
  });

  it('comes as often as a plain period wants, or more often', () => {
    expect(['86400', '604800', '1d', '1h', '90m', '7200', '60', '5'].map((each) => cronOf(each).times)).toEqual([
      '15 3 * * *', '15 3 * * 0', '15 3 * * *', '15 * * * *', '15 * * * *', '15 * * * *', '* * * * *', '* * * * *',
    ]);
  });

  it('is a daily one where the schedule is none that cron has', () => {
    expect(cronOf('Mon..Fri 03:00')).toEqual({ times: '15 3 * * *', zone: null });
  });
});
