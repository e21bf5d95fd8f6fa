import { call, callPatiently } from './call.js';
import { preparation, profile } from './preparation.js';

const TOKEN_LIFE_MS = 3_600_000;

/** By name, what `$NAME` stands for: only what is known. */
export const values = new Map();

/** Puts the values into every text of an object. @returns undefined where one is not known */
export function withValues(template) {
  const run = Math.random().toString(36).slice(2, 10);
  let isWhole = true;
  const put = (_, name) => {
    const value = name === 'RUN' ? run : values.get(name);
    if (value === undefined) isWhole = false;
    return value;
  };
  const fill = value => {
    if (typeof value === 'string') return value.replaceAll(/\$([A-Z_]+)/g, put);
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fill(member)]));
  };
  const filled = fill(template);
  return isWhole ? filled : undefined;
}

/** The newest event that the reader has, or may see, and what is in it. */
export async function findValues(token) {
  const list = async path => (await call('GET', path, { token })).data;
  const first = async path => (await list(path))[0];
  const keep = (name, object) => object && values.set(name, object.id);
  const own = token && (await first('/events?mine=true&limit=1&sort=-createdAt'));
  const event = own || (await first('/events?limit=1&sort=-createdAt'));
  keep('EVENT', event);
  const inEvent = async (name, path) => keep(name, await first(`${path}?eventId=${event.id}&limit=1`));
  const session = event && (await first(`/sessions?eventId=${event.id}&limit=1`));
  keep('SESSION', session);
  const speakerId = session?.speakers[0]?.speakerId;
  keep('SPEAKER', speakerId ? { id: speakerId } : await first('/speakers?limit=1'));
  await Promise.all([
    ...(event
      ? [
          ['ROOM', '/rooms'],
          ['TRACK', '/tracks'],
          ['SLOT', '/slots'],
          ['VERSION', '/schedule-versions'],
        ]
      : []
    ).map(([name, path]) => inEvent(name, path)),
    token &&
      list('/auth/devices').then(devices => keep('DEVICE', devices.find(({ current }) => !current) ?? devices[0])),
  ]);
}

/** Makes something to try every operation on. @param onProgress is told how much of it is done, from 0 to 1 */
export async function prepareValues(token, onProgress) {
  values.set('SOON', new Date(Date.now() + TOKEN_LIFE_MS).toISOString());
  await findProfile(token);
  for (const [index, step] of preparation.entries()) {
    await take(step, token);
    onProgress((index + 1) / preparation.length);
  }
}

async function findProfile(token) {
  try {
    values.set('PROFILE', (await call('GET', '/speakers/me', { token })).id);
  } catch (error) {
    if (error.status !== 404) throw error;
    for (const step of profile) await take(step, token);
  }
}

async function take([who, request, body, save = {}], token) {
  const tokenOf = {
    me: token,
    nobody: undefined,
    guest: values.get('GUEST_TOKEN'),
    helper: values.get('HELPER_TOKEN'),
  };
  const [asked, sent] = [withValues(request), withValues(body)];
  if (asked === undefined || (body && !sent)) throw new Error(`${request}: a value is missing.`);
  const [method, path] = asked.split(' ');
  const reply = await callPatiently(method, path, { token: tokenOf[who], body: sent }).catch(error => {
    throw new Error(`${request}: ${error.message}`);
  });
  for (const [name, member] of Object.entries(save)) {
    const value = member.split('.').reduce((object, key) => object?.[key], reply);
    if (value !== undefined && value !== null) values.set(name, value);
  }
}
