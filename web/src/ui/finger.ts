import type uPlot from 'uplot';

/** What moves less than this was a tap. Pixels. */
const TAP = 8;

/** Where the cursor of a chart is not shown. */
const AWAY = { left: -10, top: -10 };

/** A finger drawn across a chart chooses a range as a mouse does, of which alone uPlot knows; up and down it scrolls the page (`touch-action` in chart.css). */
export function letFingersDrag(plot: uPlot): void {
  const { over } = plot;
  let begun: number | null = null;
  const place = (event: PointerEvent) => {
    const box = over.getBoundingClientRect();
    return { left: Math.min(box.width, Math.max(0, event.clientX - box.left)), top: event.clientY - box.top };
  };
  const select = (end: number, done: boolean) => {
    const [left, width] = [Math.min(begun!, end), Math.abs(end - begun!)];
    plot.setSelect({ left, width: width < TAP ? 0 : width, top: 0, height: over.clientHeight }, done && width >= TAP);
  };
  over.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'touch' || !event.isPrimary) return;
    begun = place(event).left;
    over.setPointerCapture(event.pointerId);
  });
  over.addEventListener('pointermove', (event) => {
    if (begun === null || event.pointerType !== 'touch' || !event.isPrimary) return;
    const at = place(event);
    plot.setCursor(at);
    select(at.left, false);
  });
  const end = (chosen: boolean) => (event: PointerEvent) => {
    if (begun === null || event.pointerType !== 'touch' || !event.isPrimary) return;
    select(chosen ? place(event).left : begun, chosen);
    begun = null;
    // No finger points at the new range.
    plot.setCursor(AWAY);
  };
  over.addEventListener('pointerup', end(true));
  over.addEventListener('pointercancel', end(false));
}
