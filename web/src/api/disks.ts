import type { Answer } from './answers';

/** A block device and what it stands on. */
export type Device = Answer<'/api/v1/disks'>['disks'][number];
