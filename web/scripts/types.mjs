// Writes src/api/schema.d.ts, the types of the API, from the OpenAPI document of a running daemon: `node scripts/types.mjs http://127.0.0.1:8642`.
// With --check it writes nothing, and fails where the committed file is not what the daemon's document gives; the end-to-end tests do that.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const file = new URL('../src/api/schema.d.ts', import.meta.url);
const daemon = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? 'http://127.0.0.1:8642';
const document = await (await fetch(`${daemon}/openapi.json`)).json();
const made = `// Made by scripts/types.mjs from the daemon's OpenAPI document; not to be edited.\n\n${astToString(await openapiTS(document, { silent: true, emptyObjectsUnknown: true }))}`;
if (!process.argv.includes('--check')) {
  writeFileSync(file, made);
} else if (readFileSync(file, 'utf8') !== made) {
  console.log('web/src/api/schema.d.ts is not what the daemon\'s OpenAPI document gives; run npm run types in web/ while a daemon is running.');
  process.exit(1);
}
