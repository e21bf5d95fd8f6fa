import { upsertEndedLogins, upsertSubjectsAndAddresses } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import type { Message } from '@ems/chassis/messaging';
import type { AccountState, LoginEnded } from '@ems/contracts';
import { deleteSecretsOfLogins, deleteSecretsUntil } from '../modules/calendars';
import { cancelRegistrationsOfDisabled, keepSeatsOf } from '../modules/registrations';
import type { TicketSeal } from '../modules/seats';

/**
 * Stores whose tokens count. A new password and a logout everywhere end what was derived from the account before; one that is
 * disabled gives its seats back, and one whose address is verified keeps them.
 */
export const applyAccounts =
  (ticketSeal: TicketSeal) => async (sql: Sql, messages: readonly Message<AccountState>[]) => {
    await upsertSubjectsAndAddresses(sql, messages);
    const ends = messages.flatMap(({ data: { id, secretsEndedAt } }) =>
      secretsEndedAt ? { userId: id, instant: secretsEndedAt } : [],
    );
    await deleteSecretsUntil(sql, ends);
    const disabled = messages.flatMap(({ data: { id, status } }) => (status === 'disabled' ? id : []));
    await cancelRegistrationsOfDisabled(sql, disabled, ticketSeal);
    const verified = messages.filter(({ data }) => data.emailVerified).map(({ subject }) => subject);
    await keepSeatsOf(sql, verified);
  };

/** Stores that logins have ended, and ends what was derived from them. */
export async function applyLoginEnds(sql: Sql, messages: readonly Message<LoginEnded>[]): Promise<void> {
  await upsertEndedLogins(sql, messages);
  await deleteSecretsOfLogins(
    sql,
    messages.map(({ data }) => data.sid),
  );
}
