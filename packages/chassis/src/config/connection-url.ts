import { z } from 'zod';

/**
 * The address of a server together with a login. A password that was put in without percent-encoding is refused where it
 * shows: it would be read as another host, or as another password.
 * @param protocols without `://`
 */
export function connectionUrl(...protocols: string[]) {
  const expected = `Must be a URL of ${protocols.join(' or ')}`;
  return z.string({ error: expected }).refine(value => isConnectionUrl(value, protocols), {
    error: `${expected}; a password with characters such as @ / # % belongs into the variable …_PASSWORD, as it is, or percent-encoded into the URL`,
  });
}

function isConnectionUrl(value: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password, pathname, hash } = new URL(value);
  const isDecodable = [username, password].every(part => !/%(?![0-9a-f]{2})/i.test(part));
  return (
    protocols.includes(protocol.slice(0, -1)) &&
    hostname !== '' &&
    isDecodable &&
    hash === '' &&
    !pathname.includes('@')
  );
}
