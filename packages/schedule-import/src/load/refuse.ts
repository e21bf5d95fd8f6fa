import { setTimeout } from 'node:timers/promises';
import { NoReplyError, ProblemError, type ProblemOf } from '@ems/client/src';
import { inZone } from '../model/zones.ts';
import { type Kind, shorten } from '../plan/findings.ts';
import type { LoadContext } from './load-context.ts';

/** Does something that the system may refuse, which is then in the report. @returns undefined when it is refused */
export async function unlessRefused<T>(
  context: LoadContext,
  kind: Kind,
  entry: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    context.report.refuse(kind, entry, error.code, explain(error, context.timezone));
    return undefined;
  }
}

type OverlappingSlot = ProblemOf<'slot.taken'>['conflicts'][number];

/** The wrong fields, or else the system's own words and the overlapping slots. */
function explain(error: ProblemError, timezone: string): string {
  if ('errors' in error && error.errors)
    return error.errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
  if (error.code !== 'slot.taken') return error.detail;
  const describe = ({ title, startsAt, endsAt, speakerId }: OverlappingSlot) =>
    `${speakerId ? 'the speaker is in' : 'the room has'} “${title ?? 'a session that is not public'}” (${inZone(Date.parse(startsAt), timezone)} to ${inZone(Date.parse(endsAt), timezone)})`;
  return [error.detail, ...error.conflicts.map(slot => `In the way: ${describe(slot)}.`)].join(' ');
}

/**
 * Sends a body, without the optional fields that the system does not take: they are said, and what they belong to stays.
 * @param required fields without which there is nothing to send
 */
export async function withoutFaultyFields<T>(
  { report }: LoadContext,
  entry: string,
  body: Record<string, unknown>,
  required: readonly string[],
  send: (body: Record<string, unknown>) => Promise<T>,
): Promise<T> {
  try {
    return await send(body);
  } catch (error) {
    const faults = error instanceof ProblemError && 'errors' in error ? (error.errors ?? []) : [];
    const faulty = new Map(faults.map(({ pointer, detail }) => [pointer.split('/')[1] ?? '', detail]));
    if (faulty.size === 0 || [...faulty.keys()].some(field => required.includes(field) || !(field in body)))
      throw error;
    for (const [field, detail] of faulty)
      report.findings?.drop(shorten(entry), field, JSON.stringify(body[field]), detail);
    return send(Object.fromEntries(Object.entries(body).filter(([field]) => !faulty.has(field))));
  }
}

const longestWait = 20_000;
const pause = 250;

/** Asks for a place again while the dates of the event are not known yet where it is asked for. */
export async function onceEventHasMoved<T>({ isEventMoved }: LoadContext, work: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + longestWait; ; ) {
    try {
      return await work();
    } catch (error) {
      const isEarly = isEventMoved && error instanceof ProblemError && error.code === 'slot.outside-event';
      if (!isEarly || Date.now() > end) throw error;
      await setTimeout(pause);
    }
  }
}

/** Repeats what is as well done twice as once: the client does so with reads and with what carries a key. */
export async function repeatable<T>(work: () => Promise<T>, attempts = 5): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NoReplyError) || attempts <= 1) throw error;
    return repeatable(work, attempts - 1);
  }
}
