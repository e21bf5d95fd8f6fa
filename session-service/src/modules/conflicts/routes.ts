import type { Caller } from '@ems/chassis/auth';
import { forbidden } from '@ems/chassis/errors';
import { decodeCursor, ok, pageOf, pageQuery, toPage } from '@ems/chassis/http';
import { z } from 'zod';
import type { SessionDatabase } from '../../shared/database';
import { id } from '../../shared/fields';
import { route } from '../../shared/route';
import { awaitEvent, requireVisible, teamRole } from '../events';
import { changeSettings } from './change-settings';
import { findConflicts } from './find-conflicts';
import { rules, settingsBody, settingsOf, settingsView, severities } from './settings';
import { conflictView, toConflictViews } from './view';

const ofEvent = z.strictObject({ eventId: id });
const conflictsQuery = z.strictObject({
  ...pageQuery,
  eventId: id,
  rule: z.enum(rules).optional(),
  severity: z.enum(severities).optional(),
});
const cursorKey = z.tuple([z.string()]);

export const conflictRoutes = ({ database: { read } }: { database: SessionDatabase }) => {
  const requireOwnPeople = async (eventId: string, caller: Caller) => {
    const event = await awaitEvent(read, eventId);
    requireVisible(event, caller);
    if (!teamRole(event, caller)) throw forbidden("Only an event's own people see what is wrong with its programme.");
  };
  return [
    route({
      method: 'get',
      path: '/conflicts',
      summary: "What is wrong with an event's programme",
      description: "For the event's own people. What a room or a speaker forbids can never stand, and is not here.",
      access: 'user',
      query: conflictsQuery,
      replies: { 200: pageOf(conflictView) },
      handle: async ({ query: { eventId, limit, cursor, rule, severity }, caller }) => {
        await requireOwnPeople(eventId, caller);
        const [after] = decodeCursor(cursorKey, cursor) ?? [''];
        const found = await findConflicts(read, eventId, { rule, ...(severity && { severity: [severity] }) });
        const rows = found.filter(conflict => conflict.id > after).slice(0, limit + 1);
        const { data, page } = toPage(
          rows,
          limit,
          row => [row.id],
          row => row,
        );
        return ok({ data: await toConflictViews(read, eventId, data), page });
      },
    }),
    route({
      method: 'get',
      path: '/conflicts/rules',
      summary: 'How serious each conflict is to an event',
      access: 'user',
      query: ofEvent,
      replies: { 200: settingsView },
      handle: async ({ query: { eventId }, caller }) => {
        await requireOwnPeople(eventId, caller);
        return ok(await settingsOf(read, eventId));
      },
    }),
    route({
      method: 'put',
      path: '/conflicts/rules',
      summary: 'Say how serious each conflict is to an event',
      description:
        'Replaces all; what is not named goes back to its default. `block` refuses a booking that would make the ' +
        'conflict, `block-release` a release while it stands; `warn` lists it, `ignore` does not.',
      access: 'user',
      query: ofEvent,
      body: settingsBody,
      replies: { 200: settingsView },
      handle: async ({ query: { eventId }, body, caller, requireFresh, transact }) => {
        await awaitEvent(read, eventId);
        return transact(async tx => ok(await changeSettings(tx, { eventId, caller, requireFresh }, body)));
      },
    }),
  ];
};
