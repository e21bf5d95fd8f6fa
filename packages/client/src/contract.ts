import type { components, paths } from './generated/api.ts';

/** What the API takes and answers, by path, without the `/api/v1` that all share. Made from its OpenAPI. */
export type Paths = { [Path in keyof paths as Path extends `/api/v1${infer Rest}` ? Rest : never]: paths[Path] };

/** The named parts of the contract, such as `Schemas['Event']`. */
export type Schemas = components['schemas'];
