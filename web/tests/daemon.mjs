// The daemon that the end-to-end test holds. A script asks on standard output for what is to be done with it (`do kill`, `do start`, `do stop`, `do cont`,
// `do run ARGUMENTS`) and reads the answer from standard input. A proxy of ours stands before it, because a daemon that starts again listens elsewhere.
import { createServer, connect } from 'node:net';
import { createInterface } from 'node:readline';
import { failures, finish, open as openAt } from './browser.mjs';

let daemon = new URL(process.argv[2]);
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export async function ask(what) {
  process.stdout.write(`do ${what}\n`);
  return JSON.parse((await answers.next()).value);
}

export async function start() {
  daemon = new URL((await ask('start')).url);
}

const proxy = createServer((socket) => {
  const upstream = connect(Number(daemon.port), daemon.hostname);
  for (const [one, other] of [[socket, upstream], [upstream, socket]]) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
    one.pipe(other);
  }
});
await new Promise((ready) => proxy.listen(0, '127.0.0.1', ready));

export const base = `http://127.0.0.1:${proxy.address().port}`;
export const open = (path, options) => openAt(base, path, options);
export const api = (path, init = {}) => fetch(`${base}/api/v1/${path}`, { ...init, headers: { 'content-type': 'application/json', ...init.headers } });

/** The end of the run. */
export async function end() {
  process.stdout.write('do end\n');
  proxy.close();
  if (failures.length === 0) process.stdin.destroy();
  await finish();
}
