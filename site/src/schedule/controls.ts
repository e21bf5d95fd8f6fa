import { h } from '../dom.ts';
import { localZone, nameOfLanguage } from '../language/format.ts';
import { messages } from '../language/index.ts';
import type { Choice } from './choice.ts';
import type { Entry, Schedule } from './entries.ts';
import { isFiltered, spokenLanguages } from './filter.ts';

type Option = readonly [value: string, label: string];

/** What of the schedule to show, and how. @param change is called with what is chosen anew */
export function controls(
  schedule: Schedule,
  entries: readonly Entry[],
  choice: Choice,
  change: (chosen: Partial<Choice>) => void,
): HTMLElement {
  const words = messages().schedule;
  const all: Option = ['', words.all];
  const used = new Set(entries.map(({ room }) => room.id));
  const languages = spokenLanguages(entries);
  const zone = schedule.event.timezone;
  const input = h('input', {
    type: 'search',
    id: 'words',
    value: choice.words,
    input: () => change({ words: input.value }),
  });
  return h(
    'form',
    { class: 'controls', role: 'search', 'aria-label': words.filter, submit: event => event.preventDefault() },
    h('div', { class: 'control words' }, h('label', { for: 'words' }, words.words), input),
    h(
      'details',
      { class: 'more', open: isFiltered(choice) || matchMedia('(min-width: 40rem)').matches },
      h('summary', {}, words.filter),
      selects(),
    ),
  );

  function selects(): HTMLElement {
    return h(
      'div',
      { class: 'selects' },
      schedule.tracks.length > 0 &&
        select('track', words.track, choice.trackId, [all, ...schedule.tracks.map(named)], trackId =>
          change({ trackId }),
        ),
      languages.length > 1 &&
        select('language', words.language, choice.language, [all, ...languages.map(spoken)], language =>
          change({ language }),
        ),
      used.size > 1 &&
        select(
          'room',
          words.room,
          choice.roomId,
          [all, ...schedule.rooms.filter(({ id }) => used.has(id)).map(named)],
          roomId => change({ roomId }),
        ),
      localZone() !== zone &&
        select(
          'times',
          words.zone,
          choice.isLocal ? 'local' : '',
          [
            ['', words.eventZone(zone)],
            ['local', words.localZone(localZone())],
          ],
          value => change({ isLocal: value === 'local' }),
        ),
      select(
        'view',
        words.view,
        choice.view,
        [
          ['auto', words.automatic],
          ['grid', words.grid],
          ['list', words.list],
        ],
        view => change({ view: view as Choice['view'] }),
      ),
      h('button', { type: 'button', class: 'secondary', click: () => print() }, words.print),
    );
  }
}

const named = ({ id, name }: { id: string; name: string }): Option => [id, name];
const spoken = (code: string): Option => [code, nameOfLanguage(code)];

function select(
  id: string,
  label: string,
  value: string,
  options: readonly Option[],
  onChange: (value: string) => void,
) {
  return h(
    'div',
    { class: 'control' },
    h('label', { for: id }, label),
    h(
      'select',
      { id, change: event => onChange((event.target as HTMLSelectElement).value) },
      options.map(([code, text]) => h('option', { value: code, selected: code === value }, text)),
    ),
  );
}
