// Golden pictures of pages that are full: the answers never change, the clock stands still, the zone is UTC, and every character is a box of one width, so
// that neither time nor the fonts of a machine are in them. `node tests/pictures.e2e.mjs http://127.0.0.1:8642`; UPDATE_GOLDEN=1 makes them anew.
import { boxes } from './boxes.mjs';
import { check, expect, finish, open } from './browser.mjs';
import { answerTo, NOW } from './fixed.mjs';
import { golden } from './golden.mjs';

const base = process.argv[2];
/** Of 255. Another way of drawing edges and other colours of a screen make up to 2.4; a list that is lost, or a wrong colour, 4 to 17. */
const MOST = 5;

const font = boxes().toString('base64');

const pictured = {
  now: ['/', '.verdict'],
  timeline: ['/ui/timeline', 'tbody tr'],
  uptime: ['/ui/uptime?from=-30d', '.day'],
  crash: ['/ui/uptime?from=-30d&crash=1', 'dialog[open] table'],
  disks: ['/ui/disks', '.device'],
  metrics: ['/ui/metrics', '.uplot'],
  watches: ['/ui/watches', 'tbody tr'],
};
const kinds = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 360, height: 640 } },
};

/** No font but the boxes, from the first moment on; nothing that moves; no bars for scrolling, which each machine has in its own width. */
function dress(font) {
  const face = new FontFace('Boxes', Uint8Array.from(atob(font), (letter) => letter.charCodeAt(0)).buffer);
  document.fonts.add(face);
  window.boxes = face.load();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :root { --font: Boxes !important; scrollbar-gutter: auto !important }
    *, *::before, *::after { font-family: Boxes !important; transition: none !important; animation: none !important; caret-color: transparent !important }
    *::-webkit-scrollbar { display: none }
    .fresh { visibility: hidden }`);
  document.adoptedStyleSheets = [sheet];
}

/** Charts are drawn once more, now that the font is there, and the browser has painted what it was told. */
async function redrawn(page) {
  const { width, height } = page.viewportSize();
  await page.setViewportSize({ width: width - 8, height });
  await page.setViewportSize({ width, height });
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
}

for (const [name, [path, ready]] of Object.entries(pictured)) {
  for (const [kind, options] of Object.entries(kinds)) {
    const page = await open(base, '/ui/no-such-page', { reducedMotion: 'reduce', timezoneId: 'UTC', locale: 'en-GB', deviceScaleFactor: 1, ...options });
    await page.clock.setFixedTime(NOW);
    await page.route('**/api/v1/**', (route) => {
      const json = answerTo(new URL(route.request().url()));
      return json === null ? route.continue() : route.fulfill({ json });
    });
    await page.addInitScript(dress, font);
    await page.goto(base + path);
    check('the font cannot be read', (await page.evaluate(() => window.boxes.then((face) => face.status, String))) === 'loaded');
    await expect(`${name}: nothing is shown`, page.locator(ready).first().waitFor());
    await expect(`${name}: it stays at reading`, page.waitForFunction(() => document.querySelector('.reading') === null));
    await redrawn(page);
    await golden(page, `${name}-${kind}`, { mask: [], columns: 96, most: MOST });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.context().close();
  }
}

await finish();
