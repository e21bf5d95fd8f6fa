import { z } from 'zod';

/** CloudEvents 1.0 in structured JSON mode, with the sequence, distributed tracing and request id extensions. */
export const envelopeSchema = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  source: z.string().min(1),
  type: z.string().regex(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*\.v\d+$/),
  subject: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  dataschema: z.string(),
  /** Zero-padded, so that it compares as a string too. */
  sequence: z.string().regex(/^\d{10}$/),
  traceparent: z.string().optional(),
  requestid: z.string().optional(),
  data: z.unknown(),
});

export type Envelope = z.infer<typeof envelopeSchema>;

export const contentType = 'application/cloudevents+json';

/** A row of the outbox that waits to be published. */
export interface OutboxRow {
  id: string;
  message_id: string;
  type: string;
  subject: string;
  sequence: number;
  payload: unknown;
  context: { traceparent?: string; requestId?: string };
  occurred_at: Date;
}

export function toEnvelope(row: OutboxRow, service: string): Envelope {
  return {
    specversion: '1.0',
    id: row.message_id,
    source: `/${service}`,
    type: row.type,
    subject: row.subject,
    time: row.occurred_at.toISOString(),
    datacontenttype: 'application/json',
    dataschema: `urn:ems:message:${row.type}`,
    sequence: String(row.sequence).padStart(10, '0'),
    ...(row.context.traceparent && { traceparent: row.context.traceparent }),
    ...(row.context.requestId && { requestid: row.context.requestId }),
    data: row.payload,
  };
}

/** The aggregate's id in a message's bytes, found without reading all of them; good enough to sort messages by. */
export const subjectOf = (content: Buffer): string | undefined =>
  /"subject":"([^"]*)"/.exec(content.subarray(0, 1_000).toString())?.[1];
