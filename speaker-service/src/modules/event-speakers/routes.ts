import { csvType, documentOf, idOrSlug, savedAs } from '@ems/chassis/http';
import { z } from 'zod';
import { requireTeam } from '../../replicas/events';
import type { SpeakerDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { exportSpeakers } from './export-speakers';

const eventParams = z.strictObject({ id: idOrSlug.describe('Id or slug of the event') });

export const eventSpeakerRoutes = ({ database }: { database: SpeakerDatabase }) => [
  route({
    method: 'get',
    path: '/events/:id/speakers.csv',
    operationId: 'exportSpeakers',
    tag: 'Speakers',
    summary: 'Export the speakers of an event as CSV',
    description:
      'For the team: who is on a session that is no draft; the address of whoever has agreed to speak. Cells that a spreadsheet would ' +
      'compute are defused.',
    access: 'user',
    scope: 'login',
    params: eventParams,
    replies: { 200: csvType },
    headers: ['Content-Disposition'],
    problems: ['forbidden'],
    handle: async ({ params, caller }) => {
      const event = await requireTeam(database.client, params.id, caller);
      const csv = await exportSpeakers(database.sql, event.id, caller);
      return documentOf(csvType, csv, savedAs(`${event.slug}-speakers.csv`));
    },
  }),
];
