import type { paths } from './schema';

/** The JSON that a GET of a path answers with, as the OpenAPI document says it. */
export type Answer<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { 'application/json': infer T } } } } } ? Sent<T> : never;

/** What may be null may also be left out; everything else is always there. */
type Sent<T> = T extends (infer E)[]
  ? Sent<E>[]
  : T extends object
    ? string extends keyof T
      ? T
      : { [K in keyof T as null extends T[K] ? never : K]-?: Sent<T[K]> } & { [K in keyof T as null extends T[K] ? K : never]?: Sent<T[K]> }
    : T;
