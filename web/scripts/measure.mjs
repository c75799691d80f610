// Measures the pages on a running daemon: `node scripts/measure.mjs http://127.0.0.1:8642 [PID]`. Times are medians of runs with an empty cache; with the
// daemon's process id, also what the live streams of 500 browsers cost it while nothing happens.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { chromium } from 'playwright-core';

const base = process.argv[2];
const pid = process.argv[3];
const RUNS = 9;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });

/** Milliseconds from asking for a page until something holds in it. */
async function timed(path, ready, viewport = { width: 360, height: 640 }) {
  const found = [];
  for (let run = 0; run < RUNS; run++) {
    const page = await (await browser.newContext({ viewport })).newPage();
    await page.addInitScript(`new MutationObserver((_, observer) => { if (${ready}) { window.readyAt ??= performance.now(); } }).observe(document, { childList: true, subtree: true, characterData: true })`);
    await page.goto(base + path);
    await page.waitForFunction(() => window.readyAt !== undefined);
    found.push(await page.evaluate(() => ({ paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime, ready: window.readyAt })));
    await page.context().close();
  }
  return ['paint', 'ready'].map((key) => Math.round(found.map((each) => each[key]).sort((a, b) => a - b)[Math.floor(RUNS / 2)]));
}

const [paint, data] = await timed('/', "document.querySelector('.verdict')");
console.log(`first screen painted after ${paint} ms, verdict and worst item there after ${data} ms (360×640)`);
for (const [path, ready] of [['/ui/timeline', "document.querySelector('tbody tr')"], ['/ui/uptime', "document.querySelector('.day')"], ['/ui/disks', "document.querySelector('.tree li')"], ['/ui/canaries', "document.querySelector('tbody tr')"], ['/ui/watches', "document.querySelector('tbody tr')"], ['/ui/notifications', "document.querySelector('tbody tr')"]]) {
  const [, shown] = await timed(path, ready, { width: 1280, height: 800 });
  console.log(`${path}: its data shown after ${shown} ms`);
}
const chart = [];
for (const expression of ['node_load1', 'node_hwmon_temp_celsius{chip="coretemp"}']) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await page.goto(`${base}/ui/metrics?expr=${encodeURIComponent(expression)}`);
  await page.locator('.uplot canvas').waitFor();
  for (let run = 0; run < RUNS; run++) {
    // From the click on "30 d" to the frame in which the new chart is drawn.
    const button = page.getByRole('button', { name: run % 2 ? '24 h' : '30 d', exact: true });
    const took = await button.evaluate((element) => new Promise((done) => {
      const draw = CanvasRenderingContext2D.prototype.stroke;
      const begun = performance.now();
      let answered = false;
      const ask = window.fetch;
      window.fetch = (...args) => ask(...args).then((answer) => { if (String(args[0]).includes('query_range')) answered = true; return answer; });
      CanvasRenderingContext2D.prototype.stroke = function (...args) {
        if (answered) requestAnimationFrame(() => done(performance.now() - begun));
        return draw.apply(this, args);
      };
      element.click();
    }));
    if (run % 2 === 0) chart.push(took);
  }
  await page.context().close();
  chart.sort((a, b) => a - b);
  console.log(`a chart of 30 days at 10 s (${expression}): drawn ${Math.round(chart[Math.floor(chart.length / 2)])} ms after the click`);
  chart.length = 0;
}
await browser.close();

if (pid) {
  const ticks = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((sum, each) => sum + Number(each), 0);
  const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
  const share = async () => {
    const before = ticks();
    await wait(20);
    return (ticks() - before) / 20;
  };
  const without = await share();
  let open = 0;
  for (let i = 0; i < 500; i++) request(`${base}/api/v1/events/stream`, { headers: { accept: 'text/event-stream' } }, (answer) => { open++; answer.resume(); }).end();
  await wait(5);
  const withThem = await share();
  console.log(`500 live streams (${open} open): ${(withThem - without).toFixed(2)} % of a core more than ${without.toFixed(2)} % without them`);
  process.exit(0);
}
