/** Development's secret of a name, which everybody knows. */
export const openSecret = (name: string) => `development-${name}-secret`;

/** A secret that is development's, or too short for a key. */
export const isOpenSecret = (secret: string | undefined) =>
  secret !== undefined && (secret.length < 32 || secret.startsWith('development-'));
