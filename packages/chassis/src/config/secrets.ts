import { readFileSync } from 'node:fs';
import { type CertificateFiles, withCertificates } from './certificates';

/** URLs that carry a login. */
const urlWithLogin = /^(?<prefix>(?:\w+_)?(?:DATABASE|AMQP|SMTP|MANAGEMENT))_URL$/;

/**
 * Completes an environment by what stands apart from it. The variable `X` may stand in a file that `X_FILE` names, as
 * Docker and Kubernetes mount secrets; one line end at its end is no part of it, and it wins over `X`. The login of
 * `…_DATABASE_URL`, `…_AMQP_URL`, `…_SMTP_URL` and `…_MANAGEMENT_URL` may stand in `…_USER` and `…_PASSWORD`, as it is, and
 * what a `…_DATABASE_URL` or an `…_AMQP_URL` is verified by in `…_CA_FILE`, `…_CERT_FILE` and `…_KEY_FILE` ({@link withCertificates}).
 * @param names the variables that are wanted
 * @throws Error that names every file that cannot be read, and every certificate that does not fit its URL
 */
export function resolveSecrets(names: readonly string[], environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const faults: string[] = [];
  const settingOf = (name: string): string | undefined => {
    const file = environment[`${name}_FILE`];
    if (!file) return environment[name];
    try {
      return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      faults.push(`  ${name}_FILE: ${(error as NodeJS.ErrnoException).code} on reading ${file}`);
      return undefined;
    }
  };
  const values = names.map((name): [string, string | undefined] => {
    const prefix = urlWithLogin.exec(name)?.groups?.prefix;
    const value = settingOf(name);
    if (prefix === undefined) return [name, value];
    const url = withLogin(value, settingOf(`${prefix}_USER`), settingOf(`${prefix}_PASSWORD`));
    if (!url || !URL.canParse(url)) return [name, url];
    try {
      return [name, withCertificates(url, certificateFilesOf(prefix, environment))];
    } catch (error) {
      faults.push(`  ${prefix}_CA_FILE: ${(error as Error).message}`);
      return [name, undefined];
    }
  });
  if (faults.length > 0) throw new Error(`The environment does not fit:\n${faults.join('\n')}`);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The certificate of an authority may be that of all databases, or of all brokers; a key is one login's. */
function certificateFilesOf(prefix: string, environment: NodeJS.ProcessEnv): CertificateFiles {
  const general = prefix.slice(prefix.lastIndexOf('_') + 1);
  return {
    ca: environment[`${prefix}_CA_FILE`] || environment[`${general}_CA_FILE`],
    cert: environment[`${prefix}_CERT_FILE`],
    key: environment[`${prefix}_KEY_FILE`],
  };
}

/** The URL with this login, or with its own where none stands apart. What is no URL stays as it is, to be refused as that. */
function withLogin(url: string | undefined, user: string | undefined, password: string | undefined) {
  if (!url || !(user || password) || !URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (user) parsed.username = encodeURIComponent(user);
  if (password) parsed.password = encodeURIComponent(password);
  return parsed.href;
}
