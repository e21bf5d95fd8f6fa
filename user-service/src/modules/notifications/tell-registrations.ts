import type { Sql } from '@ems/chassis/database';
import {
  registrationCancelled,
  registrationConfirmed,
  registrationPromoted,
  registrationWaitlisted,
} from '@ems/contracts';
import { type RegistrationMessage, upsertRegistrations } from '../../replicas/registrations';
import { enqueueNotices, type NoticeKind } from '../mail';

const kindByType: Partial<Record<string, NoticeKind>> = {
  [registrationConfirmed.type]: 'registration_confirmed',
  [registrationWaitlisted.type]: 'registration_waitlisted',
  [registrationPromoted.type]: 'registration_promoted',
  [registrationCancelled.type]: 'registration_cancelled',
};

/**
 * Stores registrations, and enqueues a mail for each fact that somebody is to be told. Whether it is still so is looked at when the
 * mail is sent.
 */
export async function applyRegistrations(sql: Sql, messages: readonly RegistrationMessage[]): Promise<void> {
  await upsertRegistrations(sql, messages);
  await enqueueNotices(
    sql,
    messages.flatMap(({ type, sequence, data: { id, eventId, userId, cause } }) => {
      const kind = kindByType[type];
      // Who can no longer use the account is not written to.
      if (!kind || cause === 'account') return [];
      const facts = cause === undefined ? {} : { cause };
      return { kind, fact: `${id} ${sequence}`, eventId, registrationId: id, userId, facts };
    }),
  );
}
