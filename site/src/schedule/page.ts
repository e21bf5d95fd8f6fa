import { client } from '../api/account.ts';
import { fill, h } from '../dom.ts';
import { formatDay, formatShortDay, localZone } from '../language/format.ts';
import { messages } from '../language/index.ts';
import { heading } from '../pages/elements.ts';
import { feeds } from '../pages/feeds.ts';
import { correctPath, type Page, refresh, replaceQuery, type Visit } from '../router.ts';
import { type Choice, readChoice, writeChoice } from './choice.ts';
import { controls } from './controls.ts';
import { degradedNotices } from './degraded.ts';
import { type Entry, entriesOf, type Schedule } from './entries.ts';
import { isFiltered, noFilter, passes } from './filter.ts';
import { dayView, type Frame } from './view.ts';
import { chooseView } from './width.ts';

/** The schedule of an event, by day, room and time. */
export async function schedulePage({ params, query, signal }: Visit): Promise<Page> {
  const path = { id: params.event ?? '' };
  const { data: schedule } = await client.get('/events/{id}/schedule', { params: { path }, signal });
  correctPath(`/e/${schedule.event.slug}/schedule`);
  const entries = entriesOf(schedule);
  const today = dayOf(schedule, entries, Date.now());
  let choice = readChoice(query, today);
  const days = h('nav', { class: 'days', 'aria-label': messages().schedule.days });
  const count = h('p', { class: 'quiet', role: 'status' });
  const shown = h('div', { class: 'schedule' });

  const change = (chosen: Partial<Choice>) => {
    choice = { ...choice, ...chosen };
    replaceQuery(writeChoice(choice, today));
    show();
  };
  const show = () => {
    const zone = choice.isLocal ? localZone() : schedule.event.timezone;
    const found = entries.filter(passes(choice));
    fill(days, dayLinks(schedule, found, choice, change));
    count.textContent = isFiltered(choice) ? messages().schedule.shown(found.length) : '';
    fill(shown, daysShown(schedule, found, choice, { slug: schedule.event.slug, zone, rooms: schedule.rooms }));
    chooseView(shown, choice.view, signal);
  };
  show();
  const { event } = schedule;
  return {
    title: `${messages().schedule.title}: ${event.title}`,
    isWide: true,
    content: h(
      'div',
      {},
      h('p', { class: 'crumbs' }, h('a', { href: `/e/${event.slug}`, dir: 'auto' }, event.title)),
      heading(messages().schedule.title),
      degradedNotices(schedule, event.timezone),
      entries.length > 0 && [controls(schedule, entries, choice, change), days, count],
      shown,
      feeds(event.slug),
    ),
  };
}

/** The day of a moment, or the first on which something takes place. */
function dayOf({ days }: Schedule, entries: readonly Entry[], at: number): string {
  const now = days.find(({ startsAt, endsAt }) => Date.parse(startsAt) <= at && at < Date.parse(endsAt));
  return String(now?.index ?? entries[0]?.day ?? 1);
}

function dayLinks(
  schedule: Schedule,
  found: readonly Entry[],
  choice: Choice,
  change: (chosen: Partial<Choice>) => void,
) {
  const used = schedule.days.filter(({ rooms }) => rooms.some(({ slots }) => slots.length > 0));
  if (used.length < 2) return [];
  const link = (day: string, label: string, count: number) =>
    h(
      'button',
      { type: 'button', 'aria-pressed': String(choice.day === day), click: () => change({ day }) },
      label,
      isFiltered(choice) && h('span', { class: 'count' }, ` ${count}`),
    );
  return [
    ...used.map(({ index, startsAt }) =>
      link(
        String(index),
        formatShortDay(startsAt, schedule.event.timezone),
        found.filter(({ day }) => day === index).length,
      ),
    ),
    link('all', messages().schedule.allDays, found.length),
  ];
}

function daysShown(schedule: Schedule, found: readonly Entry[], choice: Choice, frame: Frame): Node[] {
  const words = messages().schedule;
  const days = schedule.days.filter(({ index }) => choice.day === 'all' || choice.day === String(index));
  const room = schedule.rooms.find(({ id }) => id === choice.roomId);
  const views = days.flatMap(({ index, startsAt }) => {
    const ofDay = found.filter(({ day }) => day === index);
    if (ofDay.length === 0) return [];
    const title = formatDay(startsAt, schedule.event.timezone);
    return [
      h(
        'section',
        { class: 'day' },
        h('h2', { dir: 'auto' }, room ? `${title} · ${room.name}` : title),
        dayView(ofDay, frame),
      ),
    ];
  });
  if (views.length > 0) return views;
  if (!isFiltered(choice)) return [h('p', { class: 'quiet' }, words.empty)];
  const reset = () => {
    replaceQuery(writeChoice({ ...choice, ...noFilter }, ''));
    void refresh();
  };
  return [
    h('p', { class: 'quiet' }, words.noMatch),
    h('button', { type: 'button', class: 'secondary', click: reset }, words.reset),
  ];
}
