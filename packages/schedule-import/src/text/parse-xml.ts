import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { RefusedFileError } from '../refusals.ts';
import { maxDepth } from './parse-json.ts';

/** Elements that may come more than once, which are lists even where there is one. */
const lists = new Set(['day', 'event', 'person', 'link', 'attachment', 'schedule>room', 'track']);

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  // Characters by number, and by the names that HTML has; what a document declares itself is refused before.
  htmlEntities: true,
  processEntities: { maxEntityCount: 1, maxEntitySize: 1 },
  maxNestedTags: maxDepth,
  // The room of an event is a text, the rooms of a day are a list.
  isArray: (name, path) =>
    lists.has(name) ? isList(name, String(path)) : name === 'room' && /\.day\.room$/.test(String(path)),
});

/** The track of an event is a text, those of a conference are a list. */
const isList = (name: string, path: string) =>
  name !== 'track' || path.endsWith('conference.track') || path.endsWith('tracks.track');

/** Elements as objects, attributes with an `@` before their names. @throws RefusedFileError for what is no XML, or declares entities */
export function parseXml(text: string): unknown {
  if (/<!(DOCTYPE|ENTITY)/i.test(text.slice(0, 10_000).replace(/<!--[\s\S]*?-->/g, '')))
    throw new RefusedFileError(
      'file.malformed',
      'It has a document type (DOCTYPE), which may declare entities: none is read.',
    );
  const valid = XMLValidator.validate(text);
  if (valid !== true)
    throw new RefusedFileError(
      'file.malformed',
      `It begins like XML and is none: line ${valid.err.line}: ${valid.err.msg}`,
    );
  try {
    return parser.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new RefusedFileError(
      /nested/i.test(message) ? 'file.too-deep' : 'file.malformed',
      `It cannot be read as XML: ${message}.`,
    );
  }
}
