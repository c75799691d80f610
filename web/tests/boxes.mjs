// A font in which every character is a box of one width: text takes the same room on each machine, whatever fonts it has, so pictures can be compared. It is
// made here, table by table, as the OpenType specification says.
const UNITS = 1000;
const ADVANCE = 540;
const [ASCENT, DESCENT] = [800, 200];
const BOX = [40, 0, 500, 560];

/** Numbers as bytes, the most significant first; `'H'` is unsigned and `'h'` signed of two bytes, `'L'` and `'Q'` unsigned of four and eight. */
function pack(...fields) {
  const sizes = { h: 2, H: 2, L: 4, Q: 8 };
  const bytes = Buffer.alloc(fields.reduce((sum, [kind]) => sum + sizes[kind], 0));
  let at = 0;
  for (const [kind, value] of fields) {
    if (kind === 'h') bytes.writeInt16BE(value, at);
    else if (kind === 'H') bytes.writeUInt16BE(value, at);
    else if (kind === 'L') bytes.writeUInt32BE(value, at);
    else bytes.writeBigUInt64BE(BigInt(value), at);
    at += sizes[kind];
  }
  return bytes;
}
const H = (...values) => values.map((value) => ['H', value]);
const h = (...values) => values.map((value) => ['h', value]);
const L = (...values) => values.map((value) => ['L', value]);

function checksum(bytes) {
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  let sum = 0;
  for (let i = 0; i < padded.length; i += 4) sum = (sum + padded.readUInt32BE(i)) >>> 0;
  return sum;
}

function glyph() {
  const [left, bottom, right, top] = BOX;
  // One contour of four points on the curve, each told by two signed words from the one before.
  return Buffer.concat([
    pack(...h(1, left, bottom, right, top), ...H(3, 0)),
    Buffer.from([1, 1, 1, 1]),
    pack(...h(left, 0, right - left, 0)),
    pack(...h(bottom, top - bottom, 0, bottom - top)),
  ]);
}

function names() {
  const texts = [[1, 'Boxes'], [2, 'Regular'], [3, 'Boxes'], [4, 'Boxes'], [5, 'Version 1'], [6, 'Boxes']].map(([id, text]) => [id, Buffer.from(text, 'utf16le').swap16()]);
  let at = 0;
  const records = texts.map(([id, bytes]) => {
    const record = pack(...H(3, 1, 0x409, id, bytes.length, at));
    at += bytes.length;
    return record;
  });
  return Buffer.concat([pack(...H(0, texts.length, 6 + 12 * texts.length)), ...records, ...texts.map(([, bytes]) => bytes)]);
}

/** All characters are glyph 1, but those that are white space are glyph 2, which is empty. */
function characters() {
  const last = 0x10ffff;
  const groups = [[0, 0x1f, 2], [0x20, 0x20, 2], [0x21, 0x9f, 1], [0xa0, 0xa0, 2], [0xa1, last, 1]];
  const subtable = Buffer.concat([pack(...H(13, 0), ...L(16 + 12 * groups.length, 0, groups.length)), ...groups.map((group) => pack(...L(...group)))]);
  return Buffer.concat([pack(...H(0, 1, 3, 10), ...L(12)), subtable]);
}

export function boxes() {
  const box = glyph();
  const padded = Buffer.concat([box, Buffer.alloc((4 - (box.length % 4)) % 4)]);
  const tables = {
    'OS/2': pack(
      ...H(4), ...h(ADVANCE), ...H(400, 5, 0),
      ...h(650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0), // sub- and superscript, strikeout, family class
      ...H(0, 0, 0, 0, 0), // PANOSE
      ...L(0, 0, 0, 0, 0x20202020), // ranges, vendor
      ...H(0x40, 0x20, 0xffff), ...h(ASCENT, -DESCENT, 0), ...H(ASCENT, DESCENT), ...L(1, 0), ...h(500, BOX[3]), ...H(0, 0x20, 1),
    ),
    cmap: characters(),
    glyf: padded,
    head: pack(...L(0x10000, 0x10000, 0, 0x5f0f3cf5), ...H(3, UNITS), ['Q', 0], ['Q', 0], ...h(BOX[0], BOX[1], BOX[2], BOX[3]), ...H(0, 8), ...h(2, 1, 0)),
    hhea: pack(...L(0x10000), ...h(ASCENT, -DESCENT, 0), ...H(ADVANCE), ...h(0, 0, BOX[2], 1, 0, 0, 0, 0, 0, 0, 0), ...H(3)),
    hmtx: pack(...[1, 2, 3].flatMap(() => [['H', ADVANCE], ['h', BOX[0]]])),
    loca: pack(...L(0, 0, padded.length, padded.length)),
    maxp: pack(...L(0x10000), ...H(3, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)),
    name: names(),
    post: pack(...L(0x30000, 0), ...h(-75, 50), ...L(1, 0, 0, 0, 0)),
  };
  const entries = Object.entries(tables);
  let at = 12 + 16 * entries.length;
  const directory = [pack(...L(0x10000), ...H(entries.length, 128, 3, entries.length * 16 - 128))];
  const bodies = [];
  for (const [tag, bytes] of entries) {
    directory.push(Buffer.concat([Buffer.from(tag), pack(...L(checksum(bytes), at, bytes.length))]));
    bodies.push(bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4));
    at += bytes.length + ((4 - (bytes.length % 4)) % 4);
  }
  const font = Buffer.concat([...directory, ...bodies]);
  const head = font.readUInt32BE(12 + 16 * entries.findIndex(([tag]) => tag === 'head') + 8);
  font.writeUInt32BE((0xb1b0afba - checksum(font)) >>> 0, head + 8);
  return font;
}
