// Makes the pictures of the README, docs/screenshots/*.png: two years of life from the generator, a real daemon on them, a real browser.
// `node scripts/screenshots.mjs [release|debug]`, after a build of the solution.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const configuration = process.argv[2] ?? 'release';
const root = new URL('../..', import.meta.url).pathname;
const out = join(root, 'docs/screenshots');
const folder = mkdtempSync(join(tmpdir(), 'watchkeeper-pictures-'));
const program = (name, file) => join(root, 'artifacts/bin', name, configuration, file);

// The generated host is shown, and as little as can be of the one that this runs on.
writeFileSync(join(folder, 'watchkeeper.yaml'), `
host: atlas
listen: 127.0.0.1:0
socket: ${folder}/watchkeeper.sock
database: sqlite:${folder}/watchkeeper.db
metrics:
  retention: { samples: 31d }
  collectors: { ${['load', 'cpu', 'swap', 'disks', 'network', 'pressure', 'temperatures', 'files', 'host'].map((name) => `${name}: { enabled: false }`).join(', ')} }
  filesystems: { include_mount_points: [/] }
disks: { sources: [/dev/null], varlink: none }
watches: { safe_defaults: false }
`);
let daemon;
try {
  execFileSync(program('Watchkeeper.Benchmarks', 'Watchkeeper.Benchmarks'), ['life', join(folder, 'watchkeeper.db'), 'raw-days=30', 'canaries=40'], { stdio: 'inherit' });
  daemon = spawn(program('Watchkeeper', 'watchkeeper'), ['--config', join(folder, 'watchkeeper.yaml'), 'run'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const base = await new Promise((found, failed) => {
    let log = '';
    daemon.stderr.on('data', (text) => {
      log += text;
      const address = /(http:\/\/127\.0\.0\.1:\d+);/.exec(log)?.[1];
      if (address) found(address);
    });
    daemon.on('exit', () => failed(new Error(log)));
  });

  mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'] });
  const end = Date.now() - 60_000;
  const range = (days) => `from=${new Date(end - days * 86_400_000).toISOString()}&to=${new Date(end).toISOString()}`;
  const shots = [
    ['now', '/', 'light', '.verdict', { width: 1280, height: 800 }],
    ['metrics', `/ui/metrics?${range(7)}`, 'dark', '.uplot >> nth=3', { width: 1280, height: 800 }],
    ['crash', `/ui/uptime?${range(30)}`, 'light', '.day >> nth=5', { width: 1280, height: 800 }, async (page) => page.locator('button.item').first().click()],
  ];
  for (const [name, path, colorScheme, ready, viewport, then] of shots) {
    const page = await (await browser.newContext({ viewport, colorScheme, timezoneId: 'Europe/Paris', reducedMotion: 'reduce' })).newPage();
    await page.goto(base + path);
    await page.locator(ready).waitFor();
    await then?.(page);
    await page.waitForTimeout(2_500);
    const file = join(out, `${name}.png`);
    await page.screenshot({ path: file });
    console.log(`${name}.png: ${statSync(file).size} bytes`);
    await page.context().close();
  }
  await browser.close();
} finally {
  daemon?.kill();
  rmSync(folder, { recursive: true, force: true });
}
