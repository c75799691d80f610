import { At } from './Time';

const TIME = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)/;

/** A sentence of the daemon: the times in it are shown in the viewer's zone, with UTC on hover. */
export function Told({ text }: { text: string }) {
  return <>{text.split(TIME).map((part, index) => (index % 2 === 1 ? <At key={index} time={part} /> : part))}</>;
}
