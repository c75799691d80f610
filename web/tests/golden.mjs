// Golden pictures of what is stable: pages of an empty database. Other machines have other fonts, so what is compared is where light and dark lie, on a grid
// of 48 columns, and not the letters. UPDATE_GOLDEN=1 makes them anew.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { browser, failures } from './browser.mjs';

const COLUMNS = 48;
/** Of 255, and loose on purpose: the wrong colours differ by 200, another page by 10 and more in the light and by 3 in the dark, other fonts by less. */
const MOST = 8;

export async function golden(page, name) {
  const file = new URL(`./golden/${name}.png`, import.meta.url);
  const picture = await page.screenshot({ animations: 'disabled', mask: [page.locator('.fresh'), page.locator('.host'), page.locator('time')] });
  if (process.env.UPDATE_GOLDEN || !existsSync(file)) {
    mkdirSync(new URL('./golden/', import.meta.url), { recursive: true });
    if (!process.env.UPDATE_GOLDEN) failures.push(`golden/${name}.png is not there; UPDATE_GOLDEN=1 makes it`);
    else writeFileSync(file, picture);
    return;
  }
  const difference = await compare(readFileSync(file), picture);
  if (difference > MOST) failures.push(`golden/${name}.png: the page looks different (${difference.toFixed(1)} of 255 on average, at most ${MOST})`);
}

/** The mean difference of brightness between two pictures, on a grid of means. */
async function compare(expected, actual) {
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
  }, { pictures: [expected, actual].map((bytes) => bytes.toString('base64')), columns: COLUMNS });
  await blank.close();
  return difference;
}
