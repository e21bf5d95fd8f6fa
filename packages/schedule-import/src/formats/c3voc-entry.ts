import type { FileEntry, FileLink, FilePerson } from '../model/schedule-file.ts';
import { count, FieldReader } from '../text/field-reader.ts';
import { slotNumber } from './own-export.ts';

interface Surroundings {
  place: string;
  /** The room under which it stands. */
  room: string;
  baseUrl: string | undefined;
  unplaced: Map<string, number>;
  /** Whose addresses are those of this system, and whose numbers are those of slots. */
  isOwnExport: boolean;
}

/** One event of a c3voc schedule: of JSON, or of XML whose elements have been given these names. */
export function c3vocEntry(value: unknown, { place, room, baseUrl, unplaced, isOwnExport }: Surroundings): FileEntry {
  const event = new FieldReader(value);
  const ownUrl = absolute(event.text('url'), baseUrl);
  const elsewhere = event.text('origin_url', 'full_conf_url', 'conf_url');
  const sourceUrl = isOwnExport ? elsewhere : (ownUrl ?? elsewhere);
  const number = event.text('id');
  // Entries of several tools may be in one file: what is without a server lies on that from which the entry comes.
  const around = [elsewhere, ownUrl].find(url => url !== undefined && URL.canParse(url)) ?? baseUrl;
  const entry: FileEntry = {
    place,
    ids: [event.text('guid'), event.text('code'), number && isOwnExport ? slotNumber(number) : number].flatMap(
      id => id ?? [],
    ),
    title: event.text('title') ?? '',
    startsAt: event.text('date') ?? '',
    endsAt: event.text('end'),
    duration: event.text('duration'),
    clock: event.text('start'),
    room: event.text('room') ?? room,
    subtitle: event.said('subtitle'),
    abstract: event.said('abstract'),
    description: event.said('description'),
    typeName: event.said('type'),
    track: event.said('track'),
    languages: event.said('language'),
    persons: event
      .list('persons')
      ?.flatMap(person => readPerson(person, { sourceUrl, base: around, isOwnExport, unplaced })),
    links: event.list('links')?.flatMap(link => readLink(link, around)),
    attachments: event.list('attachments')?.flatMap(link => readLink(link, around)),
    doNotRecord: event.yesNoOr('do_not_record'),
    license: event.said('recording_license', 'license'),
    logoUrl: absolute(event.said('logo'), around),
    sourceUrl: absolute(sourceUrl, around),
  };
  event.skip('slug');
  event.countUnread(unplaced, 'event');
  return entry;
}

/** Some scripts write all dates by the clocks of the conference. Where a date alone lacks its offset, it is wrong. */
export const haveNoOffsets = (entries: FileEntry[]): boolean =>
  !entries.some(({ startsAt }) => /(z|[+-]\d\d:?\d\d)$/i.test(startsAt));

interface Around {
  sourceUrl: string | undefined;
  base: string | undefined;
  isOwnExport: boolean;
  unplaced: Map<string, number>;
}

function readPerson(value: unknown, { sourceUrl, base, isOwnExport, unplaced }: Around): FilePerson[] {
  const person = new FieldReader(value);
  const name =
    typeof value === 'string' ? value.trim() : person.text('public_name', 'full_public_name', 'name', '#text');
  if (!name) {
    count(unplaced, 'person without a name');
    return [];
  }
  const id = [person.text('guid'), person.text('code'), numericId(person.text('id'))].find(one => one !== undefined);
  const page = absolute(person.text('url', 'href'), base);
  const read = {
    id,
    name,
    bio: person.said('biography', 'bio'),
    photoUrl: absolute(person.said('avatar'), base),
    page: isOwnExport ? undefined : (page ?? pageOf(numericId(person.text('id')), sourceUrl)),
    links: person.list('links')?.flatMap(link => readLink(link, base)),
  };
  person.skip('name', 'id', 'code', '#text');
  person.countUnread(unplaced, 'person');
  return [read];
}

/** Zero and what is below stand for nobody in particular. */
const numericId = (id: string | undefined): string | undefined => (/^(0+|-\d+)$/.test(id ?? '') ? undefined : id);

/** frab has a page per person beside that of the entry. */
function pageOf(id: string | undefined, entryUrl: string | undefined): string | undefined {
  const [, base] = /^(https?:\/\/.+\/)events\/\d+\.html$/.exec(entryUrl ?? '') ?? [];
  return base && id ? `${base}speakers/${id}.html` : undefined;
}

function readLink(value: unknown, baseUrl: string | undefined): FileLink[] {
  const link = new FieldReader(typeof value === 'string' ? { url: value } : value);
  const url = absolute(link.text('url', 'href', '@href'), baseUrl);
  return url === undefined ? [] : [{ url, label: link.text('title', 'label', 'name', '#text') }];
}

/** frab and pretalx write addresses on their own servers without the server, and MediaWiki those of others without the scheme. */
function absolute(url: string | undefined, base: string | undefined): string | undefined {
  if (!url?.startsWith('/')) return url;
  const whole = url.startsWith('//') ? `${base?.startsWith('http:') ? 'http' : 'https'}:${url}` : url;
  return URL.canParse(whole, base) ? new URL(whole, base).href : url;
}
