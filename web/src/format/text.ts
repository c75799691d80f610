import { hidden } from './hidden';

const HIDDEN = new RegExp(`[${hidden.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join('')}]`, 'gu');
const PLAIN = /^[\n\r\t -~]*$/;

/** A text of somebody else's, with what would be unseen, or would reorder the line it stands in, shown as what it is: `␇`, `⟨U+202E⟩`. */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(HIDDEN, (mark) => {
    const code = mark.codePointAt(0)!;
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
