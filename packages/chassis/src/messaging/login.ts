import { credentials } from 'amqplib';

/**
 * The login of a broker's URL, as an option of amqplib's `connect`, which itself would decode no character beyond ASCII.
 * @param url its user and password percent-encoded, as UTF-8
 */
export function brokerLogin(url: string) {
  const { username, password } = new URL(url);
  return { credentials: credentials.plain(decodeURIComponent(username), decodeURIComponent(password)) };
}
