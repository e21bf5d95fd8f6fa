import { currentContext } from '@ems/chassis/log';
import { Client } from 'pg';

const prototype = Client.prototype as unknown as { query(...args: unknown[]): unknown };

/** Does the work while each statement that requests send, and not the jobs beside them, goes through `pass`. */
async function withStatements<T>(
  pass: (send: (...args: unknown[]) => unknown, args: unknown[]) => unknown,
  work: () => Promise<T>,
): Promise<T> {
  const { query } = prototype;
  prototype.query = function (...args) {
    const send = (...sent: unknown[]) => query.apply(this, sent);
    // What is done later for a request, such as its mail, is done in its context, but has no deadline.
    return currentContext()?.deadline === undefined ? send(...args) : pass(send, args);
  };
  try {
    return await work();
  } finally {
    prototype.query = query;
  }
}

/** What requests send to their database. */
export interface Sent {
  statements: number;
  /** How often it waits for an answer before it sends more. */
  roundTrips: number;
}

/** Counts what requests to services of this process send to any database while the work is done; one after the other. */
export async function countSent(work: () => Promise<unknown>): Promise<Sent> {
  const sent = { statements: 0, roundTrips: 0 };
  let unanswered = 0;
  const answered = () => {
    unanswered--;
  };
  await withStatements((send, args) => {
    sent.statements++;
    if (unanswered++ === 0) sent.roundTrips++;
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      return send(...args.slice(0, -1), (...results: unknown[]) => {
        answered();
        callback(...results);
      });
    }
    const answer = send(...args) as Promise<unknown>;
    answer.then(answered, answered);
    return answer;
  }, work);
  return sent;
}

/** Does the work while the server refuses one of the statements of its request, counted from 1. */
export function refuseStatement<T>(number: number, work: () => Promise<T>): Promise<T> {
  let count = 0;
  return withStatements((send, args) => {
    count++;
    const callback = args.at(-1);
    return count === number
      ? send('SELECT 1 / 0', ...(typeof callback === 'function' ? [callback] : []))
      : send(...args);
  }, work);
}

/** The statements that requests send to any database while the work is done, each text once. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const texts = new Set<string>();
  await withStatements((send, args) => {
    const [statement] = args as [string | { text: string }];
    texts.add(typeof statement === 'string' ? statement : statement.text);
    return send(...args);
  }, work);
  return [...texts];
}
