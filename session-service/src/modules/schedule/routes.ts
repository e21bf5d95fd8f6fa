import { created, keyset, ok, pageOf, totalOf } from '@ems/chassis/http';
import type { SessionDatabase } from '../../shared/database';
import { problem } from '../../shared/problem';
import { route } from '../../shared/route';
import { canSeeWork, requireVisibleEvent, resolveEvent, sharedOf, teamRole } from '../events';
import { changesBetween } from './diff';
import { eventOfVersions, findScheduleBefore, findScheduleFor, type Schedule } from './find-schedule';
import { releaseSchedule } from './release-schedule';
import { type VersionRow, versionColumns } from './repository';
import { emptySchedule } from './schedule-data';
import * as schemas from './schemas';
import { toVersionView } from './schemas';

const nameTaken = () => problem('schedule-version.name-taken', 'The event has a schedule version of this name.');
const nameOf = ({ version }: Schedule) => ({ id: version?.id ?? null, name: version?.name ?? 'wip' });
const versionPages = keyset(['uuid'], ({ id }: VersionRow) => [id]);

export const scheduleRoutes = ({ database: { client } }: { database: SessionDatabase }) => [
  route({
    method: 'post',
    path: '/schedule-versions',
    operationId: 'releaseSchedule',
    tag: 'Schedule',
    summary: 'Release the schedule of an event',
    description: 'Takes a snapshot of the slots of confirmed sessions. From then on this is what the public sees.',
    access: 'user',
    body: schemas.releaseBody,
    replies: { 201: schemas.versionView },
    problems: ['forbidden', 'not-found', 'schedule.blocked', 'schedule-version.name-taken'],
    handle: async ({ body, transact, ...change }) => {
      const event = await resolveEvent(client, body.eventId);
      return transact(
        async tx => {
          const version = await releaseSchedule(tx, event.id, change, body);
          return created(`/api/v1/schedule-versions/${version.id}`, toVersionView(version, true));
        },
        { schedule_versions_event_id_name_key: nameTaken },
      );
    },
  }),
  route({
    method: 'get',
    path: '/schedule-versions',
    operationId: 'listScheduleVersions',
    tag: 'Schedule',
    summary: 'List the schedule versions of an event',
    description: 'The newest first.',
    access: 'public',
    query: schemas.versionsQuery,
    replies: { 200: pageOf(schemas.versionView) },
    shared: { query: ['eventId', 'count'] },
    problems: ['not-found'],
    handle: async ({ query: { eventId, limit, cursor, count }, caller }) => {
      const event = await resolveEvent(client, eventId);
      requireVisibleEvent(event, caller);
      const [before] = versionPages.after(cursor) ?? [];
      const versions = await client.scheduleVersion.findMany({
        where: { eventId: event.id, ...(before && { id: { lt: before } }) },
        orderBy: { id: 'desc' },
        take: limit + 1,
        select: versionColumns,
      });
      const isOwnPeople = canSeeWork(teamRole(event, caller));
      const ofEvent = { eventId: event.id };
      const total = await totalOf(count, take => client.scheduleVersion.count({ where: ofEvent, take }));
      const page = versionPages.page(versions, limit, version => toVersionView(version, isOwnPeople), total);
      return { ...ok(page), ...sharedOf(event) };
    },
  }),
  route({
    method: 'get',
    path: '/schedule-versions/:id',
    operationId: 'getScheduleVersion',
    tag: 'Schedule',
    summary: 'Get a schedule version',
    description: 'Also `latest` or, for reviewers and the team, `wip`: the work in progress; both with `eventId`.',
    access: 'public',
    params: schemas.referenceParams,
    query: schemas.referenceQuery,
    replies: { 200: schemas.fullVersionView },
    shared: { query: ['eventId'] },
    problems: ['forbidden'],
    handle: async ({ params: { id }, query: { eventId }, caller }) => {
      const event = await eventOfVersions(client, [id], eventId, caller);
      const { version, data } = await findScheduleFor(caller, client, event, id);
      const about = version
        ? toVersionView(version, canSeeWork(teamRole(event, caller)))
        : { id: null, eventId: event.id, name: 'wip', comment: '', releasedAt: null };
      return { ...ok({ ...about, ...data }), ...sharedOf(event) };
    },
  }),
  route({
    method: 'get',
    path: '/schedule-versions/:id/diff',
    operationId: 'diffScheduleVersions',
    tag: 'Schedule',
    summary: 'Compare two schedule versions',
    description:
      'From `against` (by default the version before) to the one in the path: slots that are new, cancelled, or changed ' +
      'in room, time, duration, speakers or title. Each may be `latest` or `wip`.',
    access: 'public',
    params: schemas.referenceParams,
    query: schemas.diffQuery,
    replies: { 200: schemas.diffView },
    problems: ['forbidden'],
    handle: async ({ params: { id }, query: { eventId, against }, caller }) => {
      const event = await eventOfVersions(client, against ? [id, against] : [id], eventId, caller);
      const to = await findScheduleFor(caller, client, event, id);
      const from = against
        ? await findScheduleFor(caller, client, event, against)
        : await findScheduleBefore(client, to, event.id);
      const changes = changesBetween(from?.data ?? emptySchedule, to.data);
      return ok({ eventId: event.id, from: from && nameOf(from), to: nameOf(to), changes });
    },
  }),
];
