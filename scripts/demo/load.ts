import { Plain } from '../system/say.ts';
import { Refused } from './client.ts';
import { ensure, inParallel, type Load } from './ensure.ts';
import { loadSessions } from './load-sessions.ts';
import { type KnownSpeaker, matchSpeakers } from './match.ts';
import type { Plan } from './plan.ts';

interface KnownEvent {
  id: string;
  status: string;
  allowedActions?: string[];
}

/** Enters a plan; what is there already is left as it is, so that a run that broke off is completed by the next. */
export async function load(base: Load, plan: Plan): Promise<void> {
  const { client, report } = base;
  for (const { entry, fault } of plan.faults) report.refuse('sessions', entry, { code: 'no-entry', detail: fault });
  const event = await loadEvent(base, plan);
  const [rooms, tracks, speakers] = await Promise.all([
    loadNamed(base, 'rooms', event.id, plan.rooms),
    loadNamed(base, 'tracks', event.id, plan.tracks),
    loadSpeakers(base, plan),
  ]);
  await loadSessions(base, plan.sessions, { eventId: event.id, rooms, tracks, speakers });
  if (event.status !== 'draft') return;
  await client.post(`/events/${event.id}/publish`).catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error;
    report.refuse('event', 'publishing it', error.problem);
  });
}

async function loadEvent(base: Load, { event }: Plan): Promise<KnownEvent> {
  const known = await base.client.get<KnownEvent>(`/events/${event.slug}`).catch(unlessAbsent);
  if (known && !known.allowedActions?.includes('update')) {
    throw new Plain(`The event ${event.slug} belongs to somebody else (DEMO_EMAIL says whom to log in as).`);
  }
  const found = await ensure(base, 'event', event.title, known, () => base.client.post<KnownEvent>('/events', event));
  if (!found) throw new Plain(`Without the event nothing of it can be loaded.\n\n${base.report}`);
  return found;
}

function unlessAbsent(error: unknown): undefined {
  if (!(error instanceof Refused && error.problem.status === 404)) throw error;
}

/** Rooms or tracks, which are known again by their names. @returns their ids by name */
async function loadNamed(base: Load, kind: 'rooms' | 'tracks', eventId: string, wanted: { name: string }[]) {
  const known = await base.client.list<{ id: string; name: string }>(`/${kind}?eventId=${eventId}`);
  const ids = new Map<string, string>();
  await inParallel(wanted, async one => {
    const same = known.find(({ name }) => name === one.name.trim().normalize('NFC'));
    const make = () => base.client.post<{ id: string; name: string }>(`/${kind}`, { ...one, eventId });
    const found = await ensure(base, kind, one.name, same, make);
    if (found) ids.set(one.name, found.id);
  });
  return ids;
}

/** @returns their ids by the plan's keys */
async function loadSpeakers(base: Load, { speakers }: Plan): Promise<Map<string, string>> {
  const known = matchSpeakers(speakers, await base.client.list<KnownSpeaker>('/speakers?mine=true'));
  const ids = new Map<string, string>();
  await inParallel(speakers, async speaker => {
    const make = () => base.client.post<KnownSpeaker>('/speakers', speaker.body);
    const found = await ensure(base, 'speakers', speaker.body.name, known.get(speaker), make);
    if (!found) return;
    ids.set(speaker.key, found.id);
    base.report.people.set(found.id, found.name);
  });
  return ids;
}
