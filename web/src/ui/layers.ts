import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** The dialogs that are open, the topmost last. All beside the topmost is inert, so what everybody must see whatever is open is shown in that one. */
const layers = signal<readonly object[]>([]);

/** The page itself, which is under all dialogs. */
const ground = {};

/** A dialog that is shown above what is shown already, for as long as it is there: its name among the layers. */
export function useLayer(): object {
  const own = useRef({}).current;
  useEffect(() => {
    layers.value = [...layers.peek(), own];
    return () => {
      layers.value = layers.peek().filter((each) => each !== own);
    };
  }, []);
  return own;
}

export function isTop(layer: object = ground): boolean {
  return (layers.value.at(-1) ?? ground) === layer;
}
