// Whether a page stands as it should, whatever fonts there are: no two neighbours lie over each other, nothing leaves its panel, and what is cut off can be
// read in full on hover.
import { failures } from './browser.mjs';

const MOST = 5;

/** Looks at what is shown now; a drawer lies over the page on purpose, and is looked at by itself. */
export async function layout(page, path) {
  const found = await page.evaluate(() => {
    const root = document.querySelector('dialog[open]') ?? document.querySelector('.shell');
    const name = (element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${(element.textContent ?? '').trim().slice(0, 40)}`;
    const hidden = (element) => element.closest('.visually-hidden, .skip, [hidden], .uplot, svg, .toasts') !== null;
    const shown = (element) => {
      const box = element.getBoundingClientRect();
      return box.width > 1 && box.height > 1 && !hidden(element) && getComputedStyle(element).visibility === 'visible';
    };
    const problems = [];
    for (const element of root.querySelectorAll('*')) {
      if (!shown(element)) continue;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      // Neighbours that are boxes of the page's flow, and no parts of a line.
      if (/block|flex|grid|table/.test(style.display)) {
        const children = [...element.children].filter((child) => {
          const its = getComputedStyle(child);
          return shown(child) && its.position === 'static' && (/flex|grid/.test(style.display) || !its.display.startsWith('inline'));
        });
        children.forEach((one, index) => {
          const next = children[index + 1];
          if (!next) return;
          const [a, b] = [one.getBoundingClientRect(), next.getBoundingClientRect()];
          if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) problems.push(`${name(one)} lies over ${name(next)}`);
        });
      }
      // What has text of its own.
      if ([...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '')) {
        for (let outer = element; outer && outer !== root; outer = outer.parentElement) {
          const around = getComputedStyle(outer);
          if (/auto|scroll/.test(around.overflowX)) break;
          const cut = around.overflowX === 'hidden' && (outer.scrollWidth > outer.clientWidth + 1 || outer.scrollHeight > outer.clientHeight + 2);
          // Rows that are not all there have one height; each opens what it holds in full.
          if (cut && !outer.matches('.table.virtual td > div') && !outer.closest('[title]') && !element.closest('[title]')) problems.push(`${name(outer)} is cut off`);
          if (around.overflowX === 'hidden') break;
          if (outer.matches('.panel, .figure, .chart, .message, .empty, td, th, dialog')) {
            const its = outer.getBoundingClientRect();
            if (box.left < its.left - 1 || box.right > its.right + 1) problems.push(`${name(element)} leaves ${name(outer).slice(0, 40)}`);
            break;
          }
        }
      }
    }
    return [...new Set(problems)];
  });
  for (const problem of found.slice(0, MOST)) failures.push(`${path}: ${problem}`);
}
