/** One documented call. `{name}` in path and body stands for what an earlier call saved. */
export interface Step {
  section: string;
  /** The route as OpenAPI names it, such as `GET /api/v1/events/{idOrSlug}`. */
  route: string;
  note?: string;
  /** The path asked for, when it is not the route's own. */
  path?: string;
  as?: 'organizer' | 'speaker' | 'admin';
  headers?: Record<string, string>;
  body?: object;
  /** Names for parts of the reply, by dotted path. */
  save?: Record<string, string>;
  /** Run, but not shown. */
  hidden?: boolean;
}

export interface Shown {
  step: Step;
  method: string;
  path: string;
  body: object | undefined;
  status: number;
  location: string | null;
  reply: string;
}

export type Names = Record<string, string>;

const fill = (text: string, names: Names) => text.replace(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole);

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

/** Makes the call through the gateway; waits out a read model that is not there yet (503 with Retry-After). */
export async function perform(gateway: string, step: Step, names: Names): Promise<Shown> {
  const [method = '', route = ''] = step.route.split(' ');
  const path = fill(step.path ?? route, names);
  const body = step.body && (JSON.parse(fill(JSON.stringify(step.body), names)) as object);
  const headers: Record<string, string> = { ...step.headers };
  if (step.as) headers.Authorization = `Bearer ${names[`${step.as}Token`]}`;
  if (body) headers['Content-Type'] = 'application/json';
  const reply = await fetch(gateway + path, {
    method,
    headers,
    redirect: 'manual',
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  for (const [name, from] of Object.entries(step.save ?? {})) names[name] = String(at(JSON.parse(text), from));
  return { step, method, path, body, status: reply.status, location: reply.headers.get('location'), reply: text };
}
