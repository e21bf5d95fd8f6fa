import { csvType, documentOf, id, idOrSlug, keyset, ok, pageQuery, savedAs, totalOf } from '@ems/chassis/http';
import { z } from 'zod';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { requireOrganizer, resolveEvent } from '../events';
import { announceHeld, mostAnnounced } from './announce';
import { announcement, decisionsView, toDecisionView } from './decision-schemas';
import { countDecisions, type DecisionCounts, type DecisionRow, listDecisions } from './decisions';
import { exportSubmissions } from './export-submissions';

const decisionPages = keyset(['uuid'], (row: DecisionRow) => [row.id]);
const eventParams = z.strictObject({ id: idOrSlug.describe('Id or slug of the event') });

const sumOf = ({ accepted, waitlisted, rejected }: DecisionCounts) => accepted + waitlisted + rejected;

const announceBody = z
  .strictObject({
    sessionIds: z
      .array(id)
      .min(1)
      .max(mostAnnounced)
      .optional()
      .describe('Of which sessions; without it, of all whose decision is held'),
  })
  .meta({ id: 'AnnounceDecisions' });

/** What a team has decided on the proposals of its event, and has not announced; and all of them as a table. */
export const decisionRoutes = ({ database: { client } }: { database: SessionDatabase }) => [
  route({
    method: 'get',
    path: '/events/:id/decisions',
    operationId: 'listHeldDecisions',
    tag: 'Sessions',
    summary: 'List the decisions of an event that are not announced',
    description: 'For the team: what would be announced now. `counts` is of all, not of this page.',
    access: 'user',
    params: eventParams,
    query: z.strictObject(pageQuery),
    replies: { 200: decisionsView },
    problems: ['forbidden'],
    handle: async ({ params, query: { limit, cursor, count }, caller }) => {
      const event = await resolveEvent(client, params.id);
      requireOrganizer(event, caller);
      const [after = null] = decisionPages.after(cursor) ?? [];
      const rows = await listDecisions(client, event.id, limit + 1, after);
      const counts = await countDecisions(client, event.id);
      const total = await totalOf(count, async () => sumOf(counts));
      return ok({ ...decisionPages.page(rows, limit, toDecisionView, total), counts });
    },
  }),
  route({
    method: 'post',
    path: '/events/:id/decisions/announce',
    operationId: 'announceDecisions',
    tag: 'Sessions',
    summary: 'Announce the decisions of an event',
    description:
      `By the team. What was decided is true for everybody from then on, and mailed once, however often it is announced. At most ${mostAnnounced} at a ` +
      'time: repeat the request while `remaining` says that there are more.',
    access: 'user',
    params: eventParams,
    body: announceBody,
    replies: { 200: announcement },
    problems: ['forbidden'],
    handle: async ({ params, body, transact, ...change }) => {
      const event = await resolveEvent(client, params.id);
      requireOrganizer(event, change.caller);
      return transact(async tx => {
        const { announced, notHeld } = await announceHeld(tx, event.id, change, body.sessionIds);
        return ok({ announced, notHeld, remaining: sumOf(await countDecisions(tx, event.id)) });
      });
    },
  }),
  route({
    method: 'get',
    path: '/events/:id/submissions.csv',
    operationId: 'exportSubmissions',
    tag: 'Sessions',
    summary: 'Export the submissions of an event as CSV',
    description:
      'For the team: all but drafts, with what is decided, speakers, reviews and the last note. Cells that a spreadsheet would compute are defused.',
    access: 'user',
    scope: 'login',
    params: eventParams,
    replies: { 200: csvType },
    headers: ['Content-Disposition'],
    problems: ['forbidden'],
    handle: async ({ params, caller }) => {
      const event = await resolveEvent(client, params.id);
      requireOrganizer(event, caller);
      const csv = await exportSubmissions(client, event.id);
      return documentOf(csvType, csv, savedAs(`${event.slug}-submissions.csv`));
    },
  }),
];
