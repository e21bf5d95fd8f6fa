import { readFileSync } from 'node:fs';

/** URLs that carry a login. */
const urlWithLogin = /^(?<prefix>(?:\w+_)?(?:DATABASE|AMQP|SMTP|MANAGEMENT))_URL$/;

/**
 * Completes an environment by what stands apart from it. The variable `X` may stand in a file that `X_FILE` names, as
 * Docker and Kubernetes mount secrets; one line end at its end is no part of it, and it wins over `X`. The login of
 * `…_DATABASE_URL`, `…_AMQP_URL`, `…_SMTP_URL` and `…_MANAGEMENT_URL` may stand in `…_USER` and `…_PASSWORD`, as it is.
 * @param names the variables that are wanted
 * @throws Error that names every file that cannot be read
 */
export function resolveSecrets(names: readonly string[], environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const unreadable: string[] = [];
  const settingOf = (name: string): string | undefined => {
    const file = environment[`${name}_FILE`];
    if (!file) return environment[name];
    try {
      return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      unreadable.push(`  ${name}_FILE: ${(error as NodeJS.ErrnoException).code} on reading ${file}`);
      return undefined;
    }
  };
  const values = names.map((name): [string, string | undefined] => {
    const prefix = urlWithLogin.exec(name)?.groups?.prefix;
    const value = settingOf(name);
    if (prefix === undefined) return [name, value];
    return [name, withLogin(value, settingOf(`${prefix}_USER`), settingOf(`${prefix}_PASSWORD`))];
  });
  if (unreadable.length > 0) throw new Error(`The environment does not fit:\n${unreadable.join('\n')}`);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The URL with this login, or with its own where none stands apart. What is no URL stays as it is, to be refused as that. */
function withLogin(url: string | undefined, user: string | undefined, password: string | undefined) {
  if (!url || !(user || password) || !URL.canParse(url)) return url;
  const parsed = new URL(url);
  if (user) parsed.username = encodeURIComponent(user);
  if (password) parsed.password = encodeURIComponent(password);
  return parsed.href;
}
