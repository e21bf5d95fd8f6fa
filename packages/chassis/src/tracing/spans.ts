import {
  type Attributes,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

export { type Span, SpanKind } from '@opentelemetry/api';

const tracer = trace.getTracer('@ems/chassis');

let isOn = false;

/** Called once the SDK is there: until then, no span is made of anything. */
export const turnTracingOn = (): void => {
  isOn = true;
};

/** What a span is called, is of, and follows. */
export interface SpanDescription {
  name: string;
  kind: SpanKind;
  /** By the semantic conventions of OpenTelemetry; never a value that somebody has entered. */
  attributes: Attributes;
  /** W3C Trace Context of what led to it, where that is not the span that is active. */
  parent?: string | undefined;
  links?: Link[];
  /** Follows no other. */
  isRoot?: boolean;
}

const parentContext = ({ parent, isRoot }: SpanDescription) =>
  isRoot ? ROOT_CONTEXT : parent ? extract(parent) : context.active();

/** Whether traces are made: where they are not, nothing needs to be found out for them. */
export const isTracing = (): boolean => isOn;

/** @param traceparent W3C Trace Context */
export const linksTo = (traceparent: string | undefined): Link[] => {
  const context = traceparent && trace.getSpanContext(extract(traceparent));
  return context ? [{ context }] : [];
};

const extract = (traceparent: string) => propagation.extract(ROOT_CONTEXT, { traceparent });

/** Begins a span that is not active. @returns undefined where no traces are made */
export function startSpan(description: SpanDescription): Span | undefined {
  if (!isOn) return undefined;
  const { name, kind, attributes, links = [] } = description;
  return tracer.startSpan(name, { kind, attributes, links }, parentContext(description));
}

/** Does the work with this span as the active one. It is not ended with the work. */
export const withActiveSpan = <T>(span: Span | undefined, work: () => T): T =>
  span ? context.with(trace.setSpan(context.active(), span), work) : work();

/** Ends a span, as a failed one where there is an error; of that, its kind alone is told. */
export function endSpan(span: Span | undefined, error?: unknown): void {
  if (!span) return;
  if (error !== undefined) markFailed(span, errorType(error));
  span.end();
}

/** @param type a code, or the name of a class: few different ones, and no message */
export const markFailed = (span: Span | undefined, type: string): void =>
  void span?.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', type);

const errorType = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : error instanceof Error ? error.constructor.name : '_OTHER';
};

/** Does the work within a span of its own, which fails with it. */
export async function inSpan<T>(
  description: SpanDescription,
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  const span = startSpan(description);
  try {
    const result = await withActiveSpan(span, () => work(span));
    endSpan(span);
    return result;
  } catch (error) {
    endSpan(span, error);
    throw error;
  }
}

/** The span that is active now. @returns undefined where no traces are made, or nothing is under way */
export const activeSpan = (): Span | undefined => (isOn ? trace.getActiveSpan() : undefined);

/** A span as others are told of it (W3C Trace Context, version 00). */
export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
