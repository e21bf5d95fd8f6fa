import { upsertEndedLogins, upsertSubjects } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import type { Message } from '@ems/chassis/messaging';
import type { AccountState, LoginEnded } from '@ems/contracts';
import { deleteSecretsOfLogins, deleteSecretsUntil } from '../modules/calendars';
import { cancelRegistrationsOfDisabled } from '../modules/registrations';
import type { TicketSeal } from '../modules/seats';

/**
 * Stores whose tokens count. A new password and a logout everywhere end what was derived from the account before; one that is
 * disabled gives its seats back.
 */
export const applyAccounts =
  (ticketSeal: TicketSeal) => async (sql: Sql, messages: readonly Message<AccountState>[]) => {
    await upsertSubjects(sql, messages);
    const ends = messages.flatMap(({ data: { id, secretsEndedAt } }) =>
      secretsEndedAt ? { userId: id, instant: secretsEndedAt } : [],
    );
    await deleteSecretsUntil(sql, ends);
    const disabled = messages.flatMap(({ data: { id, status } }) => (status === 'disabled' ? id : []));
    await cancelRegistrationsOfDisabled(sql, disabled, ticketSeal);
  };

/** Stores that logins have ended, and ends what was derived from them. */
export async function applyLoginEnds(sql: Sql, messages: readonly Message<LoginEnded>[]): Promise<void> {
  await upsertEndedLogins(sql, messages);
  await deleteSecretsOfLogins(
    sql,
    messages.map(({ data }) => data.sid),
  );
}
