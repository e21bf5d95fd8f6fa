export { aroundReady, createApp, type InnerHandler } from './app';
export type { BodyLimits } from './body';
export { parseBounded } from './bounds';
export { csvType, toCsv } from './csv';
export { emailAddress } from './email-address';
export {
  boundedText,
  flag,
  hexColor,
  httpsUrl,
  id,
  idOrSlug,
  idParams,
  included,
  instant,
  instantOut,
  queryInteger,
  recorded,
  repeatable,
  separated,
  textBlock,
  textLine,
} from './fields';
export { distinctTexts, foldText } from './fold-text';
export { type Keyset, keyset, pageOf, pageQuery } from './keyset';
export { languageTag } from './language-tag';
export { mergePatch } from './merge-patch';
export { noteRateLimit } from './rate-limits';
export { redirectMissing } from './redirect-missing';
export { preRender } from './render';
export type { RenderedBody } from './rendered-body';
export { accepted, created, documentOf, movedTo, noContent, ok, type Reply, type Shared, savedAs } from './reply';
export {
  type Access,
  type Admission,
  apiBase,
  type Change,
  type ConstraintErrors,
  type Contract,
  type GrantPolicy,
  type Input,
  type Method,
  type Replies,
  type Route,
  type RouteDefinition,
  routesFor,
  type Target,
} from './route';
export { type HttpServer, httpServer } from './server';
export { shapeOf } from './shape';
export { type Total, totalOf } from './total';
export { webUrl } from './web-url';
