import type { Paths } from '@ems/chassis/openapi';

type Json = Record<string, unknown>;

const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? { ...value } : {});

/** The reader's nouns, in the order in which somebody needs them. */
const tags = [
  { name: 'Authentication', description: 'Accounts, logins and their tokens' },
  { name: 'Users', description: "One's own account; for admins, all of them" },
  { name: 'Events', description: 'Conferences and meetups' },
  { name: 'Members', description: 'Who plans an event, and what people are offered in it' },
  { name: 'Sessions', description: 'What takes place: from proposal to programme' },
  { name: 'Reviews', description: 'What reviewers think of proposals' },
  { name: 'Speakers', description: 'Who gives the sessions; a person is not an account' },
  { name: 'Rooms', description: 'Where sessions take place' },
  { name: 'Tracks', description: 'Themes of sessions' },
  { name: 'Schedule', description: 'When and where sessions take place, its releases and its exports' },
  { name: 'Registrations', description: 'Seats, tickets and check-ins' },
  { name: 'Notifications', description: 'Which mails are sent, and what became of them' },
  { name: 'Announcements', description: 'What a team writes by mail to those who have to do with its event' },
];

/** One OpenAPI document of all services. Schemas of one name are the same schema, or it throws. */
export function mergeOpenapi(documents: readonly object[]): Json & Paths<object> {
  const paths: Record<string, object> = {};
  const components: Record<string, Json> = {};
  for (const document of documents.map(objectOf)) {
    Object.assign(paths, document.paths);
    for (const [kind, members] of Object.entries(objectOf(document.components))) {
      const known = components[kind] ?? {};
      components[kind] = known;
      for (const [name, member] of Object.entries(objectOf(members))) {
        if (known[name] !== undefined && JSON.stringify(known[name]) !== JSON.stringify(member)) {
          throw new Error(`two services define ${kind}/${name} differently`);
        }
        known[name] = member;
      }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Event management',
      version: '1.0.0',
      license: { name: 'MIT', identifier: 'MIT' },
      contact: { name: 'Its maintainers' },
      description:
        'Users, events, sessions and speakers of conferences and meetups. Problems are explained at [/problems](/problems), the messages between the services at [/messages](/messages).',
    },
    servers: [{ url: '/', description: 'Where this document comes from, local or in production', 'x-internal': false }],
    tags,
    components,
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => a.localeCompare(b))),
  };
}
