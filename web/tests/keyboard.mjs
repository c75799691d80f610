// Tabs through a page as somebody without a mouse does.
import { check, failures } from './browser.mjs';

/** Every stop has a name that a screen reader says, and is seen to have the focus; the stops reach the page's own part and come to an end. */
export async function tabThrough(page, path) {
  const stops = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent ?? '';
      return {
        name: (label || element.getAttribute('title') || element.getAttribute('placeholder') || '').trim().slice(0, 60),
        what: element.outerHTML.slice(0, 100),
        seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
        inMain: !!element.closest('main'),
      };
    });
    if (stop === null) break;
    stops.push(stop);
  }
  check(`${path}: tabbing reaches nothing in the page`, stops.some((stop) => stop.inMain) || path === '/');
  for (const stop of stops) {
    if (!stop.seen) failures.push(`${path}: the focus is not seen on ${stop.what}`);
    if (stop.name === '') failures.push(`${path}: no name: ${stop.what}`);
  }
}
