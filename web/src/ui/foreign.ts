import { options, type VNode } from 'preact';
import { visible } from '../format/text';

/**
 * Every text that a page shows passes here, so no page can forget it: names, messages and bodies come from whoever may send a ping or write a log, and what is
 * unseen in them, or turns the direction of the line, is shown as what it is. The titles and labels of elements are texts, too.
 */
export function showForeignMarks(): void {
  const before = options.vnode;
  options.vnode = (vnode: VNode) => {
    const text = vnode as unknown as { type: unknown; props: unknown };
    if (text.type === null) {
      if (typeof text.props === 'string') text.props = visible(text.props);
    } else if (typeof text.type === 'string') {
      const props = text.props as Record<string, unknown>;
      for (const name of ['title', 'aria-label']) {
        const value = props[name];
        if (typeof value === 'string') props[name] = visible(value);
      }
    }
    before?.(vnode);
  };
}
