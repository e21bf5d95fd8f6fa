import { h, styled } from '../dom.ts';
import { formatTime, formatTimes } from '../language/format.ts';
import { messages } from '../language/index.ts';
import { briefFacts } from '../pages/session-facts.ts';
import type { Entry, Schedule } from './entries.ts';
import { type Cell, type Layout, layOut, positionOf, type Row } from './layout.ts';

/** So that a quarter of an hour holds a line of text. */
const pixelsPerMinute = 1.5;
const emptyPixels = 20;

/** How entries are shown: by whose clocks, and to which event their pages belong. */
export interface Frame {
  slug: string;
  zone: string;
  rooms: Schedule['rooms'];
}

/**
 * One day as one list by time, which a style sheet makes a grid where there is room for one: so it is read, searched and printed in the
 * same order everywhere.
 */
export function dayView(entries: readonly Entry[], frame: Frame): HTMLElement {
  const layout = layOut(entries, frame.rooms);
  const columns = layout.columns.reduce((sum, { span }) => sum + span, 0);
  const view = h(
    'div',
    { class: 'day-view', 'data-columns': columns },
    layout.columns.map(({ room, start, span }) =>
      place(
        h('div', { class: 'room-head', 'aria-hidden': 'true', dir: 'auto' }, room.name),
        [1, 2],
        [start + 1, start + span + 1],
      ),
    ),
    layout.rows.map((row, index) => row.isStart && timeLabel(row, index, frame)),
    h(
      'ol',
      { class: 'slots' },
      layout.cells.map(cell => slotItem(cell, frame)),
    ),
  );
  keepNowLine(view, () => nowLine(layout, columns, frame));
  return styled(view, { '--rows': rowsTemplate(layout), '--columns': String(columns) });
}

/** Moves the line with the time, as long as the view is on the page. */
function keepNowLine(view: HTMLElement, makeLine: () => HTMLElement | undefined): void {
  const draw = () => {
    view.querySelector('.now')?.remove();
    view.append(...[makeLine()].filter(line => line !== undefined));
  };
  draw();
  const timer = setInterval(() => (view.isConnected ? draw() : clearInterval(timer)), 30_000);
}

const rowsTemplate = ({ rows }: Layout): string =>
  rows
    .map(({ startsAt, endsAt, isUsed }) => {
      const pixels = ((endsAt - startsAt) / 60_000) * pixelsPerMinute;
      return `minmax(${Math.round(isUsed ? pixels : Math.min(pixels, emptyPixels))}px, auto)`;
    })
    .join(' ');

/** Rows count after that of the heads, columns after that of the times. */
const place = <E extends HTMLElement>(element: E, [top, bottom]: [number, number], [left, right]: [number, number]) =>
  styled(element, { '--row': `${top} / ${bottom}`, '--column': `${left} / ${right}` });

const timeLabel = ({ startsAt }: Row, index: number, { zone }: Frame) =>
  place(
    h('div', { class: 'time-label', 'aria-hidden': 'true' }, formatTime(startsAt, zone)),
    [index + 2, index + 3],
    [1, 2],
  );

function slotItem({ entry, rowStart, rowEnd, column }: Cell, { slug, zone }: Frame): HTMLElement {
  const { session, room, startsAt, endsAt } = entry;
  const names = session.speakers.map(({ name }) => name ?? messages().session.unknownSpeaker).join(', ');
  const isOff = session.status !== 'confirmed';
  const item = h(
    'li',
    { class: `slot ${session.type}${isOff ? ' off' : ''}` },
    h(
      'p',
      { class: 'slot-time' },
      h('time', { datetime: new Date(startsAt).toISOString() }, formatTimes(startsAt, endsAt, zone)),
    ),
    h('p', { class: 'slot-title', dir: 'auto' }, h('a', { href: `/e/${slug}/sessions/${session.id}` }, session.title)),
    session.subtitle && h('p', { class: 'slot-subtitle', dir: 'auto' }, session.subtitle),
    names && h('p', { class: 'slot-speakers', dir: 'auto' }, names),
    h(
      'p',
      { class: 'slot-facts', dir: 'auto' },
      isOff && h('strong', {}, messages().event.cancelled, ' '),
      h('span', { class: 'slot-room' }, room.name),
      session.track && h('span', { class: 'slot-track' }, session.track.name),
      briefFacts(session).map(fact => h('span', {}, fact)),
    ),
  );
  if (session.track?.color) styled(item, { '--track': session.track.color });
  return place(item, [rowStart + 1, rowEnd + 1], [column + 1, column + 2]);
}

/** A line across the rooms at this moment. */
function nowLine({ rows }: Layout, columns: number, { zone }: Frame): HTMLElement | undefined {
  const now = Date.now();
  const position = positionOf(now, rows);
  if (!position) return undefined;
  const line = h('div', { class: 'now', role: 'note' }, h('span', {}, messages().schedule.now(formatTime(now, zone))));
  styled(line, { '--share': String(position.share) });
  return place(line, [position.row + 1, position.row + 2], [1, columns + 2]);
}
