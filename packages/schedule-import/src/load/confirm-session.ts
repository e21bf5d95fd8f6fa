import { type Client, ProblemError } from '@ems/client/src';
import type { KnownSession } from '../compare/known-event.ts';

/** Those that a run before may have left; what was rejected, withdrawn or put on a waitlist since stays so. */
const unfinished = ['draft', 'submitted', 'accepted'];

/** @param isReopened whether one that was cancelled comes back */
export const isPending = (status: string, isReopened: boolean): boolean =>
  unfinished.includes(status) || (isReopened && status === 'cancelled');

/**
 * Confirms a session at once: no committee has decided on what stands in a schedule, as its history says then. One that
 * another run has confirmed meanwhile is as good.
 */
export async function confirmSession(client: Client, { id }: KnownSession): Promise<KnownSession> {
  const ofSession = { params: { path: { id } } };
  try {
    const body = { override: true, note: 'It stands in an imported schedule.' };
    return (await client.post('/sessions/{id}/confirm', { ...ofSession, body })).data;
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'session.illegal-transition')) throw error;
    return (await client.get('/sessions/{id}', ofSession)).data;
  }
}

/** Cancels a session, unless another run has done so. */
export async function cancelSession(client: Client, { id }: KnownSession): Promise<void> {
  const body = { reason: 'It stands in the imported schedule no more.' };
  await client.post('/sessions/{id}/cancel', { params: { path: { id } }, body }).catch((error: unknown) => {
    if (!(error instanceof ProblemError && error.code === 'session.illegal-transition')) throw error;
  });
}
