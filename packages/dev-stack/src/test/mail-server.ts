import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { generate } from 'selfsigned';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
  /** By which user-service sends to it. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * A mail server as those of providers are (RFC 6409): it takes mails from who logs in, over TLS alone (RFC 3207), with a certificate
 * that is checked. What it accepts it keeps as files, in the order in which it came.
 */
export async function startMailServer(directory: string): Promise<MailServer> {
  const mailbox = join(directory, 'mail');
  mkdirSync(mailbox, { recursive: true });
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const authority = join(directory, 'mail-server.pem');
  writeFileSync(authority, cert);
  const password = randomBytes(12).toString('base64url');
  let count = 0;
  const server = new SMTPServer({
    key,
    cert,
    onAuth: (login, _, done) =>
      login.password === password ? done(null, { user: login.username }) : done(new Error('Invalid password')),
    onData(stream, _, done) {
      const name = `${String(count++).padStart(8, '0')}.eml`;
      buffer(stream)
        .then(async mail => {
          // Whoever reads the folder finds whole mails.
          await writeFile(join(mailbox, `.${name}`), mail);
          await rename(join(mailbox, `.${name}`), join(mailbox, name));
          done();
        })
        .catch(done);
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    env: {
      SMTP_URL: `smtp://localhost:${port}`,
      SMTP_USER: 'user-service',
      SMTP_PASSWORD: password,
      NODE_EXTRA_CA_CERTS: authority,
    },
    stop: () => new Promise(resolve => server.close(() => resolve())),
  };
}
