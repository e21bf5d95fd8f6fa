import { z } from 'zod';
import { isoDates } from '../../shared/iso-dates';
import { publicSession } from '../sessions';
import type { SessionWithSpeakers } from './repository';

const at = z.iso.datetime();

const roomData = {
  id: z.uuid().describe('Of the room'),
  name: z.string().describe('What it is called'),
  description: z.string().default('').describe('What it is, and how to find it'),
  capacity: z.int().nullable().describe('How many people it holds'),
  parallel: z.boolean().describe('Whether it takes several sessions at a time'),
  position: z.int().describe('Where it stands in lists'),
};
const trackData = {
  id: z.uuid().describe('Of the track'),
  name: z.string().describe('What it is called'),
  color: z.string().describe('Red, green and blue, such as #1f77b4'),
  position: z.int().describe('Where it stands in lists'),
};
export const slotData = {
  id: z.uuid().describe('Of the slot'),
  number: z.int().describe('For formats that know slots by an integer'),
  sessionId: z.uuid().describe('Of its session'),
  ordinal: z.int().default(1).describe('Which of its session’s slots it is, from 1; it never changes'),
  roomId: z.uuid().describe('Of its room'),
  startsAt: at.describe('When it begins'),
  endsAt: at.describe('When it ends'),
  createdAt: at.describe('When it was created'),
  updatedAt: at.describe('When it was last changed'),
  version: z.int().describe('Counts its changes'),
};
const session = z.object(publicSession).meta({ id: 'ReleasedSession' });

/**
 * A whole schedule: rooms and tracks by position, slots by time and room, and each session that has one of these slots.
 * Released versions are stored in this very form, so it only ever grows by fields that have a default for theirs.
 */
export const scheduleData = z.object({
  rooms: z.array(z.object(roomData).meta({ id: 'ReleasedRoom' })).describe('By position'),
  tracks: z.array(z.object(trackData).meta({ id: 'ReleasedTrack' })).describe('By position'),
  slots: z.array(z.object(slotData).meta({ id: 'ReleasedSlot' })).describe('By time and room'),
  sessions: z.array(session).describe('Each that has one of the slots'),
});
export type ScheduleData = z.infer<typeof scheduleData>;
export type SessionData = z.infer<typeof session>;
export type SlotData = ScheduleData['slots'][number];

export const emptySchedule: ScheduleData = { rooms: [], tracks: [], slots: [], sessions: [] };

export const toSessionData = (row: SessionWithSpeakers): SessionData => session.parse(isoDates(row));
