import { type Client, ProblemError } from '@ems/client/src';
import type { KnownSession } from '../compare/known-event.ts';

/** The transitions up to confirmed. @param isReopened also for one that was cancelled */
function nextTransition(status: string, isReopened: boolean): 'submit' | 'accept' | 'confirm' | 'reopen' | undefined {
  switch (status) {
    case 'draft':
      return 'submit';
    case 'submitted':
      return 'accept';
    case 'accepted':
      return 'confirm';
    case 'cancelled':
      return isReopened ? 'reopen' : undefined;
    default:
      return undefined;
  }
}

export const isPending = (status: string, isReopened: boolean): boolean =>
  nextTransition(status, isReopened) !== undefined;

/** Confirms a session, as the schedule shows it. One that was rejected or withdrawn since stays so. */
export async function confirmSession(
  client: Client,
  session: KnownSession,
  isReopened: boolean,
): Promise<KnownSession> {
  let current = session;
  for (
    let action = nextTransition(current.status, isReopened);
    action !== undefined;
    action = nextTransition(current.status, isReopened)
  )
    current = await transition(client, current.id, action);
  return current;
}

/** One that another run has made meanwhile is as good. */
async function transition(
  client: Client,
  id: string,
  action: 'submit' | 'accept' | 'confirm' | 'reopen' | 'cancel',
): Promise<KnownSession> {
  const ofSession = { params: { path: { id } } };
  try {
    return (await client.post(`/sessions/{id}/${action}`, ofSession)).data;
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'session.illegal-transition')) throw error;
    const { data } = await client.get('/sessions/{id}', ofSession);
    if (data.status === error.from) throw error;
    return data;
  }
}

/** Cancels a session, unless it is cancelled. */
export async function cancelSession(client: Client, { id }: KnownSession, reason: string): Promise<void> {
  await client.post('/sessions/{id}/cancel', { params: { path: { id } }, body: { reason } });
}
