// Writes each built file once more as .br and .gz: the daemon sends them as they are and compresses nothing while it runs. Fails where the program that
// every page loads first has become larger than it may be.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const LARGEST = 60 * 1024;

const root = new URL('../dist', import.meta.url).pathname;
const document = readFileSync(join(root, 'index.html'), 'utf8');
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
  if (/\.js$/.test(name) && document.includes(name)) first += gzip.length;
}
console.log(`${String(first).padStart(8)} B gzip  JavaScript on first load, the page's own part apart`);
if (first > LARGEST) {
  console.error(`That is more than the ${LARGEST} B that it may be.`);
  process.exit(1);
}
