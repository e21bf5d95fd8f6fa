import { z } from 'zod';
import type { StoredContext } from '../log';

/** CloudEvents 1.0 in structured JSON mode, with the sequence, distributed tracing and request id extensions, and two of its own. */
export const envelopeSchema = z.object({
  specversion: z.literal('1.0').describe('Version of CloudEvents'),
  id: z.uuid().describe('Id of the message, under which it counts once, however often it is delivered'),
  source: z.string().min(1).describe('The service that has published it, after a slash'),
  type: z
    .string()
    .regex(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*\.v\d+$/)
    .describe('`<noun>.<fact>.v<N>`, also the routing key'),
  subject: z.string().min(1).describe('Id of what it is about'),
  time: z.iso.datetime().describe('When it happened'),
  datacontenttype: z.literal('application/json').describe('Media type of the data'),
  dataschema: z.string().describe('Name of the schema of the data'),
  sequence: z
    .string()
    .regex(/^\d{10}$/)
    .describe('Version of the subject after the fact, zero-padded, so that it compares as a string too'),
  traceparent: z.string().optional().describe('W3C Trace Context of the request that led to it'),
  requestid: z.string().optional().describe('Id of the request that led to it'),
  timeline: z.uuid().optional().describe('Id of the time for which the relay leads that has published it'),
  position: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .describe('Its place among all that the service has published, in decimal digits'),
  data: z.unknown().describe('What has happened, by the schema of its type'),
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
  /** JSON. */
  payload: string;
  context: StoredContext;
  occurred_at: Date;
}

/**
 * The bytes of a message. Its data is taken as the database says it: neither parsed nor written anew.
 * @param timeline of the relay; none for what stands in no outbox
 */
export function encodeEnvelope(
  row: Omit<OutboxRow, 'id'> & { id?: string },
  service: string,
  timeline?: string,
): Buffer {
  const attributes: Omit<Envelope, 'data'> = {
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
    ...(timeline && row.id && { timeline, position: row.id }),
  };
  return Buffer.from(`${JSON.stringify(attributes).slice(0, -1)},"data":${row.payload}}`);
}

/** The aggregate's id in a message's bytes, found without reading all of them; good enough to sort messages by. */
export const subjectOf = (content: Buffer): string | undefined =>
  /"subject":"([^"]*)"/.exec(content.subarray(0, 1_000).toString())?.[1];
