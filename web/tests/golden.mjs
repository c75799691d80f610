// Golden pictures of what is stable. Other machines have other fonts, so what is compared is where light and dark lie, on a grid, and not the letters.
// UPDATE_GOLDEN=1 makes them anew.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { browser, failures, LONG } from './browser.mjs';

/** By then everything is there, on a machine that does nothing else. Milliseconds. */
const SETTLED = 2_000;

/** Of 255, and loose on purpose: the wrong colours differ by 200, another page by 10 and more in the light and by 3 in the dark, other fonts by less. */
const LOOSE = { mask: ['.fresh', '.host', 'time'], columns: 48, most: 8 };

/**
 * @param mask What is covered, because it is never the same.
 * @param columns How fine the grid is.
 * @param most How far the means may differ, of 255.
 */
export async function golden(page, name, { mask, columns, most } = LOOSE) {
  const file = new URL(`./golden/${name}.png`, import.meta.url);
  const look = () => page.screenshot({ animations: 'disabled', mask: mask.map((each) => page.locator(each)) });
  if (process.env.UPDATE_GOLDEN || !existsSync(file)) {
    mkdirSync(new URL('./golden/', import.meta.url), { recursive: true });
    if (!process.env.UPDATE_GOLDEN) return void failures.push(`golden/${name}.png is not there; UPDATE_GOLDEN=1 makes it`);
    await page.waitForTimeout(SETTLED);
    return writeFileSync(file, await look());
  }
  // A busy machine draws later than it says: what is not there yet is waited for.
  const expected = readFileSync(file);
  let difference = await compare(expected, await look(), columns);
  for (const end = Date.now() + LONG; difference > most && Date.now() < end; difference = await compare(expected, await look(), columns)) await page.waitForTimeout(500);
  if (difference > most) failures.push(`golden/${name}.png: the page looks different (${difference.toFixed(1)} of 255 on average, at most ${most})`);
}

/** The mean difference of brightness between two pictures, on a grid of means. */
async function compare(expected, actual, columns) {
  const blank = await browser.newPage();
  const difference = await blank.evaluate(async ({ pictures, columns }) => {
    const grids = [];
    for (const picture of pictures) {
      const image = new Image();
      image.src = `data:image/png;base64,${picture}`;
      await image.decode();
      const rows = Math.round((columns * image.height) / image.width);
      const canvas = new OffscreenCanvas(columns, rows);
      const context = canvas.getContext('2d');
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, columns, rows);
      grids.push(context.getImageData(0, 0, columns, rows).data);
    }
    const [one, other] = grids;
    if (one.length !== other.length) return 255;
    let sum = 0;
    for (let i = 0; i < one.length; i++) sum += i % 4 === 3 ? 0 : Math.abs(one[i] - other[i]);
    return sum / ((one.length / 4) * 3);
  }, { pictures: [expected, actual].map((bytes) => bytes.toString('base64')), columns });
  await blank.close();
  return difference;
}
