import { signUp } from '../../client/people';
import { gateway } from '../../support/api';
import { asOrganizer, unique } from '../../support/as-organizer';

const hourMs = 60 * 60_000;
const zone = 'Europe/Berlin';
const instant = (at: number) => new Date(at).toISOString();
const clockAt = (at: number) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at);

/** One text that has all that a page might take for something else. */
const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
/** For a field that is one line; what ends an attribute, a script and a comment is in it. */
export const hostile = `"'>&lt;${markup}</script>--><!--# echo var="pid" -->`;

export interface Conference {
  id: string;
  slug: string;
  title: string;
  /** Of the session that takes place now. */
  sessionId: string;
  speakerId: string;
}

/**
 * A conference that began an hour ago, whose every field holds {@link hostile}: two rooms, of which one has two sessions at the same
 * time, and a second day.
 */
export async function makeHostileConference(): Promise<Conference> {
  const { client } = await signUp(gateway());
  const organize = asOrganizer(client);
  const start = Math.floor(Date.now() / hourMs) * hourMs - hourMs;
  const title = `${unique('Camp')} ${hostile}`;
  const event = await organize.event({
    title,
    description: `${hostile}\n\nA second paragraph.`,
    startsAt: instant(start),
    endsAt: instant(start + 48 * hourMs),
    timezone: zone,
    // Whatever the hour, what takes place today is one day of the programme, and tomorrow is another.
    dayStartsAt: clockAt(start),
    venue: { name: hostile, address: hostile, city: 'Leipzig', country: 'DE' },
    tags: ['<b>bold</b>'],
    capacity: 1,
  });
  const hall = await organize.room(event.id, `Hall ${hostile.slice(0, 60)}`);
  const { data: yard } = await client.post('/rooms', { body: { eventId: event.id, name: 'Yard', parallel: true } });
  const track = await organize.track(event.id, `Track ${hostile.slice(0, 60)}`);
  const speaker = await organize.speaker(`Ada ${hostile}`, {
    tagline: hostile,
    bio: hostile,
    company: hostile,
    topics: ['<i>engines</i>'],
    links: [{ label: hostile.slice(0, 100), url: 'https://ada.example/?q="><script>' }],
  });
  const fields = {
    subtitle: hostile,
    abstract: hostile,
    description: hostile,
    trackId: track.id,
    languages: ['en'],
    tags: ['<u>tag</u>'],
    links: [{ label: hostile.slice(0, 90), url: 'https://a.example/?q=%22' }],
  };
  const now = await organize.session(event.id, `Now ${hostile}`, [speaker.id], { ...fields, durationMinutes: 180 });
  await organize.slot(now.id, hall.id, instant(start + hourMs));
  for (const [words, at] of [
    ['Beside', 0],
    ['At the same time', 0],
    ['Tomorrow', 24],
  ] as const) {
    const session = await organize.session(event.id, words, [], { languages: ['de'] });
    await organize.slot(session.id, yard.id, instant(start + at * hourMs));
  }
  await organize.publish(event.id);
  await client.post('/schedule-versions', { body: { eventId: event.id, name: '1.0' } });
  return { id: event.id, slug: event.slug, title, sessionId: now.id, speakerId: speaker.id };
}
