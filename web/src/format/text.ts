// Control characters, and the marks that turn the direction of what follows them.
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text of somebody else's, with what would be unseen, or would reorder the line it stands in, shown as what it is: `␇`, `⟨U+202E⟩`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (mark) => {
    const code = mark.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
