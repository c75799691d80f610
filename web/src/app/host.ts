import { computed, signal } from '@preact/signals';

/** The host, once the status has been read. */
export const host = signal<{ id: string; name: string } | null>(null);

export const hostName = computed(() => host.value?.name ?? 'Watchkeeper');
