import type { ComponentChildren } from 'preact';
import type { Severity } from '../api/live';

export type Tone = 'ok' | 'notice' | 'warning' | 'error' | 'idle';

export function toneOf(severity: Severity | string): Tone {
  switch (severity) {
    case 'emergency':
    case 'alert':
    case 'critical':
    case 'error':
      return 'error';
    case 'warning':
      return 'warning';
    case 'notice':
      return 'notice';
    default:
      return 'idle';
  }
}

/** A shape for each tone, so that state is told without colour: disc, diamond, triangle, square, ring. */
export function Shape({ tone }: { tone: Tone }) {
  const shapes = {
    ok: <circle cx="6" cy="6" r="5" />,
    notice: <path d="M6 .5 11.5 6 6 11.5.5 6z" />,
    warning: <path d="M6 .8 11.7 11H.3z" />,
    error: <path d="M1 1h10v10H1z" />,
    idle: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2" />,
  };
  return (
    <svg viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">
      {shapes[tone]}
    </svg>
  );
}

/** Shape, colour and word. */
export function State({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <span class="state" data-tone={tone}>
      <Shape tone={tone} />
      <span class="word">{children}</span>
    </span>
  );
}
