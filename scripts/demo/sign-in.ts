import { type Client, ProblemError } from '@ems/client/src';
import { UserError } from '@ems/dev-stack';

export interface Account {
  email: string;
  password: string;
}

/** Logs the organizer in, or registers them where there is no such account yet. */
export async function signIn(client: Client, account: Account): Promise<void> {
  try {
    await client.signIn(account);
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'auth.invalid-credentials')) throw error;
    await signUp(client, account);
  }
}

async function signUp(client: Client, account: Account): Promise<void> {
  try {
    await client.signUp({ ...account, name: 'Demo Organizer' });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const isTaken = error.code === 'user.email-taken';
    const reason = isTaken ? 'the account exists and has another password (DEMO_PASSWORD)' : error.message;
    throw new UserError(`${account.email} can neither log in nor register: ${reason}`);
  }
}
