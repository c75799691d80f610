import type { ComponentType } from 'preact';

/** A page: its address under /ui/, its name in the rail, and the part of the program that is loaded when it is first shown. */
export interface Page {
  path: string;
  name: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Pages about a span of time have the strip under the header. */
  timed: boolean;
  /** The pages that a phone's bar has room for. */
  first?: boolean;
}

export const pages: readonly Page[] = [
  { path: '', name: 'Now', load: () => import('../pages/now/Now'), timed: false, first: true },
  { path: 'timeline', name: 'Timeline', load: () => import('../pages/timeline/Timeline'), timed: true, first: true },
  { path: 'uptime', name: 'Uptime', load: () => import('../pages/uptime/Uptime'), timed: true },
  { path: 'disks', name: 'Disks', load: () => import('../pages/disks/Disks'), timed: true },
  { path: 'metrics', name: 'Metrics', load: () => import('../pages/metrics/Metrics'), timed: true, first: true },
  { path: 'canaries', name: 'Canaries', load: () => import('../pages/canaries/Canaries'), timed: false, first: true },
  { path: 'watches', name: 'Watches', load: () => import('../pages/watches/Watches'), timed: false },
  { path: 'notifications', name: 'Notifications', load: () => import('../pages/notifications/Notifications'), timed: false },
];
