import type { Answer } from './answers';

export type Timeline = Answer<'/api/v1/timeline'>;

export type TimelineSpan = Timeline['spans'][number];

/** A metric that moved more than five median absolute deviations from its median of the day before. */
export type Unusual = Timeline['unusual'][number];

/** Events counted per slice of the range and capability: enough to draw, however many there are. */
export type Density = Answer<'/api/v1/timeline/density'>;
