import type { Answer } from './answers';

export type Channel = Answer<'/api/v1/notifications/channels'>['channels'][number];

export type Notification = Answer<'/api/v1/notifications'>['notifications'][number];
