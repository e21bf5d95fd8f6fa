import { conflict } from '@ems/chassis/errors';
import { created, decodeCursor, ok, pageOf, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import type { SessionDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { awaitEvent, requireVisible, teamRole } from '../events';
import { changesBetween } from './diff';
import { eventOf, findScheduleFor, type Schedule, scheduleBefore } from './find-schedule';
import { emptyProgramme } from './programme';
import { aboutVersion } from './queries';
import { releaseSchedule } from './release';
import * as schemas from './schemas';
import { toVersionView } from './schemas';

const nameTaken = () => conflict('schedule.name-taken', 'The event has a schedule version of this name.');
const nameOf = ({ version }: Schedule) => ({ id: version?.id ?? null, name: version?.name ?? 'wip' });
const cursorKey = z.tuple([z.uuid()]);

export const scheduleRoutes = ({ database: { read } }: { database: SessionDatabase }) => [
  route({
    method: 'post',
    path: '/schedule-versions',
    summary: "Release an event's schedule",
    description: 'Copies the slots of confirmed sessions as they stand. From then on this is what the public sees.',
    access: 'user',
    query: schemas.ofEvent,
    body: schemas.releaseBody,
    replies: { 201: schemas.versionView },
    handle: async ({ query: { eventId }, body, caller, transact }) => {
      await awaitEvent(read, eventId);
      return transact(
        async tx => {
          const version = await releaseSchedule(tx, { eventId, caller, body });
          return created(`/api/v1/schedule-versions/${version.id}`, toVersionView(version, true));
        },
        { schedule_versions_name_once: nameTaken },
      );
    },
  }),
  route({
    method: 'get',
    path: '/schedule-versions',
    summary: "An event's released schedules, the newest first",
    access: 'public',
    query: schemas.versionsQuery,
    replies: { 200: pageOf(schemas.versionView) },
    handle: async ({ query: { eventId, limit, cursor }, caller }) => {
      const event = await awaitEvent(read, eventId);
      requireVisible(event, caller);
      const [before] = decodeCursor(cursorKey, cursor) ?? [];
      const versions = await read.scheduleVersion.findMany({
        where: { eventId, ...(before && { id: { lt: before } }) },
        orderBy: { id: 'desc' },
        take: limit + 1,
        select: aboutVersion,
      });
      const isOwnPeople = teamRole(event, caller) !== null;
      return ok(
        toPage(
          versions,
          limit,
          ({ id }) => [id],
          version => toVersionView(version, isOwnPeople),
        ),
      );
    },
  }),
  route({
    method: 'get',
    path: '/schedule-versions/:id',
    summary: 'A released schedule, whole',
    description: "Also `latest` or, for the event's own people, `wip`: the work in progress; both with `eventId`.",
    access: 'public',
    params: schemas.referenceParams,
    query: schemas.referenceQuery,
    replies: { 200: schemas.versionWithProgrammeView },
    handle: async ({ params: { id }, query: { eventId }, caller }) => {
      const event = await eventOf(read, [id], eventId, caller);
      const { version, programme } = await findScheduleFor(caller, read, event, id);
      const about = version
        ? toVersionView(version, teamRole(event, caller) !== null)
        : { id: null, eventId: event.id, name: 'wip', comment: '', releasedAt: null };
      return ok({ ...about, ...programme });
    },
  }),
  route({
    method: 'get',
    path: '/schedule-versions/:id/diff',
    summary: 'What changed from one schedule to another',
    description:
      'From `against` (by default the version before) to the one in the path: slots that are new, canceled, or changed ' +
      'in room, time, duration, speakers or title. Each may be `latest` or `wip`.',
    access: 'public',
    params: schemas.referenceParams,
    query: schemas.diffQuery,
    replies: { 200: schemas.diffView },
    handle: async ({ params: { id }, query: { eventId, against }, caller }) => {
      const event = await eventOf(read, against ? [id, against] : [id], eventId, caller);
      const to = await findScheduleFor(caller, read, event, id);
      const from = against
        ? await findScheduleFor(caller, read, event, against)
        : await scheduleBefore(read, to, event.id);
      const changes = changesBetween(from?.programme ?? emptyProgramme, to.programme);
      return ok({ eventId: event.id, from: from && nameOf(from), to: nameOf(to), changes });
    },
  }),
];
