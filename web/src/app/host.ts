import { signal } from '@preact/signals';

/** The host's name, once the status has been read. */
export const hostName = signal('Watchkeeper');
