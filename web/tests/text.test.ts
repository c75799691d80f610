import { describe, expect, it } from 'vitest';
import { visible } from '../src/format/text';
import { parseDuration, plainDuration } from '../src/format/time';

describe('texts of others', () => {
  it('shows what would be unseen or would turn the line', () => {
    expect(visible('a\u202Egnp.exe\u0007\u001b[31m')).toBe('a⟨U+202E⟩gnp.exe␇␛[31m');
    expect(visible('a\u200Bb\u{E0041}\uFEFF\u00AD')).toBe('a⟨U+200B⟩b⟨U+E0041⟩⟨U+FEFF⟩⟨U+00AD⟩');
    expect(visible('می\u200cخواهم 👩\u200d🚀')).toBe('می\u200cخواهم 👩\u200d🚀');
    expect(visible('line\nand\ttab, é, עברית, <b>')).toBe('line\nand\ttab, é, עברית, <b>');
  });
});

describe('lengths in forms', () => {
  it('are read and written alike', () => {
    expect(['90', '15m', '6h', '1d', '2 w', ' 30 s ', '1.5h'].map(parseDuration)).toEqual([90, 900, 21_600, 86_400, 1_209_600, 30, 5_400]);
    expect(['', 'a while', '1d 3h', '-5', '5y'].map(parseDuration)).toEqual([null, null, null, null, null]);
    expect([0, 45, 90, 900, 21_600, 90_000, 86_400].map(plainDuration)).toEqual(['0', '45', '90', '15m', '6h', '25h', '1d']);
  });
});
