import type { Message } from '@ems/chassis/messaging';
import type { EventState } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { forgetConflicts } from '../conflicts';
import { buryEvent, copyEvent, membersWithEvent } from '../events';
import { removeRooms } from '../rooms';
import { removeVersions } from '../schedule';
import { removeSessions } from '../sessions';
import { freeSlotsOutside, letSpeakersGo } from '../slots';
import { removeTracks } from '../tracks';

/** Takes over what a message tells of an event. What follows is decided by the state it tells, not by the message's type. */
export async function followEvent(tx: Tx, message: Message<EventState>): Promise<void> {
  const isNews = await copyEvent(tx, message);
  await membersWithEvent(tx, message);
  if (!isNews) return;
  const { id, status, startsAt, endsAt } = message.data;
  if (status === 'cancelled') await letSpeakersGo(tx, id);
  else await freeSlotsOutside(tx, id, new Date(startsAt), new Date(endsAt));
}

/** The whole programme goes with its event. */
export async function removeEvent(tx: Tx, message: Message<{ id: string }>): Promise<void> {
  const { id } = message.data;
  await buryEvent(tx, message);
  await removeVersions(tx, id);
  await forgetConflicts(tx, id);
  await removeSessions(tx, id);
  await removeRooms(tx, id);
  await removeTracks(tx, id);
}
