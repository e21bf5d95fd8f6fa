export { flushTraces, onFlush } from './flush';
export {
  activeSpan,
  endSpan,
  inSpan,
  isTracing,
  linksTo,
  markFailed,
  type Span,
  SpanKind,
  startSpan,
  traceparentOf,
  turnTracingOn,
  withActiveSpan,
} from './spans';
