type Json = Record<string, unknown>;

const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? { ...value } : {});

/** One OpenAPI document of all services; each service is a tag. Schemas of one name are the same schema, or it throws. */
export function mergeOpenapi(documents: readonly object[]): Json {
  const paths: Json = {};
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
      description:
        'Users, events, sessions and speakers of conferences and meetups. Problems are explained at /problems/.',
    },
    servers: [{ url: '/' }],
    components,
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => a.localeCompare(b))),
  };
}
