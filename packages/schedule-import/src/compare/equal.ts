/** Whether what is planned for a field is what is there, however addresses and line ends are written. */
export const isSame = (planned: unknown, known: unknown): boolean =>
  JSON.stringify(normalize(planned)) === JSON.stringify(normalize(known));

function normalize(value: unknown): unknown {
  if (typeof value === 'string') return normalizeText(value);
  if (Array.isArray(value)) return value.map(normalize);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, normalize(one)]),
  );
}

function normalizeText(text: string): string {
  const plain = text.trim().normalize('NFC').replace(/\r\n?/g, '\n');
  if (!/^https?:\/\/\S+$/.test(plain) || !URL.canParse(plain)) return plain;
  try {
    return decodeURI(new URL(plain).href).replace(/\/$/, '');
  } catch {
    return plain;
  }
}

/** As a report shows it. */
export const shown = (value: unknown): string =>
  value === null || value === undefined || value === ''
    ? '–'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
