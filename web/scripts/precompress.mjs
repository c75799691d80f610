// Writes each built file once more as .br and .gz: the daemon sends them as they are and compresses nothing while it runs.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = new URL('../dist', import.meta.url).pathname;
let first = 0;
for (const name of readdirSync(root, { recursive: true })) {
  const file = join(root, name);
  if (!statSync(file).isFile() || /\.(br|gz)$/.test(file)) continue;
  const bytes = readFileSync(file);
  const gzip = gzipSync(bytes, { level: 9 });
  if (/\.(js|css|svg)$/.test(file)) {
    writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    writeFileSync(`${file}.gz`, gzip);
  }
  console.log(`${String(gzip.length).padStart(8)} B gzip  ${name}`);
  if (/index-.*\.js$/.test(file)) first += gzip.length;
}
console.log(`${String(first).padStart(8)} B gzip  JavaScript on first load, the page's own part apart`);
