import type { Answer } from './answers';

export type Watch = Answer<'/api/v1/watches'>['watches'][number];

export type Explanation = Answer<'/api/v1/watches/{name}'>;

export type Run = Answer<'/api/v1/watches/{name}/runs'>['runs'][number];

export type Condition = Answer<'/api/v1/watches/conditions'>['conditions'][number];
