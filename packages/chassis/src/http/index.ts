export { createApp } from './app';
export { flag, httpsUrl, idParams, instant, instantOut, languageTag, textBlock, textLine } from './fields';
export { mergePatch } from './merge-patch';
export { openapiOf } from './openapi';
export { decodeCursor, pageOf, pageQuery, toPage } from './page';
export { accepted, created, documentOf, movedTo, noContent, ok, type Reply } from './reply';
export {
  type Access,
  type Admission,
  apiBase,
  type Input,
  type Refusals,
  type Route,
  type RouteDefinition,
  routesFor,
} from './route';
export { type HttpServer, httpServer } from './server';
