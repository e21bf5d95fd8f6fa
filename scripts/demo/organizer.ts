import { Plain } from '../system/say.ts';
import { createClient, Refused } from './client.ts';

export interface Account {
  email: string;
  password: string;
}

interface LoggedIn {
  accessToken: string;
}

/**
 * The organizer's access token: logs in, or registers where there is no such account yet. A token is used until it is
 * refused.
 */
export function organizer(base: string, account: Account): (isRefused: boolean) => Promise<string> {
  const client = createClient(base, async () => undefined);
  const enter = async (): Promise<string> => {
    const entered = await logIn().catch(async (error: unknown) => {
      if (error instanceof Refused && error.problem.status === 401) return register();
      throw error;
    });
    return entered.accessToken;
  };
  const logIn = () => client.post<LoggedIn>('/auth/login', account);
  const register = () =>
    client.post<LoggedIn>('/auth/register', { ...account, name: 'Demo Organizer' }).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      const isTaken = error.problem.code === 'user.email-taken';
      const reason = isTaken ? 'the account exists and has another password (DEMO_PASSWORD)' : error.message;
      throw new Plain(`${account.email} can neither log in nor register: ${reason}`);
    });
  let token: Promise<string> | undefined;
  return isRefused => {
    if (isRefused) token = undefined;
    token ??= enter();
    return token;
  };
}
