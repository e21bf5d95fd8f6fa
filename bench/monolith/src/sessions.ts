import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { z } from 'zod';
import { type Caller, isMember, isOrganizer, membersOfEvent, requireCaller, type Team } from './auth.ts';
import { type Client, transact } from './database.ts';
import { forbidden, HttpError, notFound } from './errors.ts';

const url = z.url({ protocol: /^https?$/ }).max(2_000);
const link = z.strictObject({ label: z.string().trim().min(1).max(300), url });
const fields = z.strictObject({
  title: z.string().trim().min(1).max(300),
  abstract: z.string().max(5_000),
  description: z.string().max(20_000),
  type: z.enum(['talk', 'workshop', 'panel', 'keynote', 'lightning', 'break', 'other']),
  level: z.enum(['beginner', 'intermediate', 'advanced']).nullable(),
  languages: z.array(z.string().min(2).max(35)).max(10),
  durationMinutes: z.int().min(1).max(10_080),
  expectedAudience: z.int().min(1).max(1_000_000).nullable(),
  trackId: z.uuid().nullable(),
  tags: z.array(z.string().min(1).max(50)).max(30),
  subtitle: z.string().trim().max(500),
  typeName: z.string().trim().min(1).max(100).nullable(),
  links: z.array(link).max(50),
  attachments: z.array(link).max(50),
  doNotRecord: z.boolean(),
  license: z.string().trim().min(1).max(300).nullable(),
  logoUrl: url.nullable(),
  sourceUrl: url.nullable(),
  externalId: z.string().trim().min(1).max(200).nullable(),
});
const patchBody = fields.partial();
const newBody = patchBody.required({ title: true }).extend({ eventId: z.uuid(), submit: z.boolean().default(false) });
type Fields = z.infer<typeof fields>;

const defaults = {
  abstract: '',
  description: '',
  type: 'talk',
  level: null,
  languages: [],
  durationMinutes: 45,
  expectedAudience: null,
  trackId: null,
  tags: [],
  subtitle: '',
  typeName: null,
  links: [],
  attachments: [],
  doNotRecord: false,
  license: null,
  logoUrl: null,
  sourceUrl: null,
  externalId: null,
} satisfies Omit<Fields, 'title'>;

interface SessionRow extends Team {
  id: string;
  event_id: string;
  status: string;
  submitter_id: string;
  version: number;
  created_at: Date;
  updated_at: Date;
  fields: Fields;
  speakers: unknown[];
  slots: unknown[];
}

const toView = ({ fields: own, ...row }: SessionRow, caller: Caller) => ({
  id: row.id,
  eventId: row.event_id,
  ...own,
  status: row.status,
  submitterId: row.submitter_id,
  speakers: row.speakers,
  slots: row.slots,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
  allowedActions: isOrganizer(row, caller) ? ['update', 'delete', 'withdraw', 'cancel'] : [],
});

/** Locks the session until the transaction ends. */
async function lockSession(client: Client, id: string): Promise<SessionRow | undefined> {
  const { rows } = await client.query<SessionRow>({
    name: 'session-for-update',
    text: `SELECT s.id, s.event_id, s.status, s.submitter_id, s.version, s.created_at, s.updated_at, e.owner_id, ${membersOfEvent},
      json_build_object('title', s.title, 'abstract', s.abstract, 'description', s.description, 'type', s.type, 'level', s.level,
        'languages', s.languages, 'durationMinutes', s.duration_minutes, 'expectedAudience', s.expected_audience,
        'trackId', s.track_id, 'tags', s.tags, 'subtitle', s.subtitle, 'typeName', s.type_name, 'links', s.links,
        'attachments', s.attachments, 'doNotRecord', s.do_not_record, 'license', s.license, 'logoUrl', s.logo_url,
        'sourceUrl', s.source_url, 'externalId', s.external_id) AS fields,
      (SELECT coalesce(json_agg(json_build_object('speakerId', p.id, 'name', p.name, 'role', ss.role, 'position', ss.position,
        'binding', ss.binding, 'pending', false) ORDER BY ss.position, p.id), '[]')
        FROM session_speakers ss JOIN speakers p ON p.id = ss.speaker_id WHERE ss.session_id = s.id) AS speakers,
      (SELECT coalesce(json_agg(json_build_object('id', id, 'number', number, 'roomId', room_id, 'startsAt', starts_at,
        'endsAt', ends_at) ORDER BY starts_at, number), '[]') FROM slots WHERE session_id = s.id) AS slots
      FROM sessions s JOIN events e ON e.id = s.event_id WHERE s.id = $1 FOR UPDATE OF s`,
    values: [id],
  });
  return rows[0];
}

async function createSession(client: Client, caller: Caller, body: z.infer<typeof newBody>) {
  const { eventId, submit, ...given } = body;
  const { rows } = await client.query<Team & { status: string; is_open: boolean }>({
    name: 'event-for-share',
    text: `SELECT e.owner_id, e.status, coalesce(now() BETWEEN e.cfp_opens_at AND e.cfp_closes_at, false) AS is_open,
      ${membersOfEvent} FROM events e WHERE e.id = $1 FOR SHARE`,
    values: [eventId],
  });
  const event = rows[0];
  if (!event || (event.status === 'draft' && !isMember(event, caller))) throw notFound();
  if (!isOrganizer(event, caller) && !event.is_open) throw new HttpError(409, 'cfp.closed');
  const own = fields.parse({ ...defaults, ...given });
  const status = submit ? 'submitted' : 'draft';
  const id = randomUUID();
  const inserted = await client.query<Pick<SessionRow, 'version' | 'created_at' | 'updated_at'>>({
    name: 'insert-session',
    text: `INSERT INTO sessions (id, event_id, status, submitter_id, title, abstract, description, type, level, languages,
      duration_minutes, expected_audience, track_id, tags, subtitle, type_name, links, attachments, do_not_record, license,
      logo_url, source_url, external_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
      RETURNING version, created_at, updated_at`,
    values: [id, eventId, status, caller.userId, ...valuesOf(own)],
  });
  await client.query({
    name: 'insert-session-history',
    text: `INSERT INTO session_history (session_id, actor_id, action, to_status) VALUES ($1, $2, 'create', $3)`,
    values: [id, caller.userId, status],
  });
  const row = { id, event_id: eventId, status, submitter_id: caller.userId, fields: own, speakers: [], slots: [] };
  return toView({ ...event, ...row, ...(inserted.rows[0] as SessionRow) }, caller);
}

async function changeSession(client: Client, caller: Caller, id: string, patch: z.infer<typeof patchBody>) {
  const session = await lockSession(client, id);
  if (!session) throw notFound();
  if (!isOrganizer(session, caller)) throw forbidden();
  const own = fields.parse({ ...session.fields, ...patch });
  const { rows } = await client.query<Pick<SessionRow, 'version' | 'updated_at'>>({
    name: 'update-session',
    text: `UPDATE sessions SET title = $2, abstract = $3, description = $4, type = $5, level = $6, languages = $7,
      duration_minutes = $8, expected_audience = $9, track_id = $10, tags = $11, subtitle = $12, type_name = $13, links = $14,
      attachments = $15, do_not_record = $16, license = $17, logo_url = $18, source_url = $19, external_id = $20,
      version = version + 1, updated_at = now()
      WHERE id = $1 RETURNING version, updated_at`,
    values: [id, ...valuesOf(own)],
  });
  return toView({ ...session, ...rows[0], fields: own }, caller);
}

const valuesOf = (own: Fields) => [
  own.title,
  own.abstract,
  own.description,
  own.type,
  own.level,
  own.languages,
  own.durationMinutes,
  own.expectedAudience,
  own.trackId,
  own.tags,
  own.subtitle,
  own.typeName,
  JSON.stringify(own.links),
  JSON.stringify(own.attachments),
  own.doNotRecord,
  own.license,
  own.logoUrl,
  own.sourceUrl,
  own.externalId,
];

export const sessions = Router()
  .post('/sessions', async (request, response) => {
    const caller = requireCaller(response);
    const body = newBody.parse(request.body);
    const session = await transact(client => createSession(client, caller, body));
    response.status(201).location(`/api/v1/sessions/${session.id}`).json(session);
  })
  .patch('/sessions/:id', async (request, response) => {
    const caller = requireCaller(response);
    const body = patchBody.parse(request.body);
    response.json(await transact(client => changeSession(client, caller, request.params.id, body)));
  });
