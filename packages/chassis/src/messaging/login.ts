import { credentials } from 'amqplib';
import { readCertificates } from '../config';

/**
 * The login of a broker's URL, as options of amqplib's `connect`, which itself would decode no character beyond ASCII, and
 * the certificates that the URL names by `cacertfile`, `certfile` and `keyfile`.
 * @param url its user and password percent-encoded, as UTF-8
 * @throws Error where a file cannot be read
 */
export function brokerLogin(url: string) {
  const { username, password } = new URL(url);
  return {
    credentials: credentials.plain(decodeURIComponent(username), decodeURIComponent(password)),
    ...readCertificates(url),
  };
}
