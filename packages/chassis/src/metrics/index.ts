export { countCacheRead, countMail, countThrottled } from './instruments';
export type { Reading, Readings } from './readings';
export { type MetricsServer, metricsServer } from './server';
