import type { UserLanguage } from '@ems/contracts';

const locales: Record<UserLanguage, string> = { en: 'en-GB', de: 'de-DE' };

/** Spaces that mail programs and searches know. */
const plainSpaces = (text: string): string => text.replace(/[\u00a0\u2009\u202f]/g, ' ');

const format = (language: UserLanguage, timezone: string, timeZoneName: 'short' | 'long') =>
  new Intl.DateTimeFormat(locales[language], {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName,
    timeZone: timezone,
  });

/** From when to when something is, on the clocks of a zone, which is named: in short, for over several days it is so twice. */
export const period = (language: UserLanguage, { startsAt, endsAt }: Period, timezone: string): string =>
  plainSpaces(format(language, timezone, 'short').formatRange(startsAt, endsAt));

/** An instant, on the clocks of a zone, which is named. */
export const moment = (language: UserLanguage, at: Date, timezone: string): string =>
  plainSpaces(format(language, timezone, 'long').format(at));

interface Period {
  startsAt: Date;
  endsAt: Date;
}
