/** What only who runs the system can know. */
export const toFillIn = ['PUBLIC_URL', 'SMTP_URL'];

const fixed: Readonly<Record<string, string>> = { NODE_ENV: 'production' };

/** Of a server that is not ours: its password is not for us to choose. */
const foreign = /^SMTP_/;

/**
 * The .env of a system in production, with a secret of its own for every password, token and key.
 * @param example the text of .env.example
 * @param random makes a secret, of characters that need no quotes
 */
export function productionEnv(example: string, random: () => string): string {
  const names = Array.from(example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm), ([, name = '']) => name);
  const lines = names.flatMap(name => {
    if (name in fixed) return [`${name}=${fixed[name]}`];
    if (toFillIn.includes(name) || foreign.test(name)) return [`${name}=`];
    return /_(PASSWORD|TOKEN|SECRET|KEY)$/.test(name) ? [`${name}=${random()}`] : [];
  });
  return `# Production. .env.example explains each setting and lists the others, which have their defaults.\n${lines.join('\n')}\n`;
}
