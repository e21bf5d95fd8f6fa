import { parseArgs } from 'node:util';
import { isZone } from '../model/zones.ts';
import { UnreachableError } from '../refusals.ts';

export interface Arguments {
  file: string;
  slug: string | undefined;
  timezone: string | undefined;
  isDryRun: boolean;
  isUpdate: boolean;
  isJson: boolean;
}

const usage = `npm run import -- FILE [--event SLUG] [--timezone ZONE] [--dry-run] [--update] [--json]

FILE is a schedule: c3voc JSON, XML as of frab, pretalx, wafer or Pentabarf, JSON of pretalx, its widget or Sessionize,
iCalendar, or CSV.
The server and the login are in EMS_URL, and EMS_TOKEN or EMS_EMAIL and EMS_PASSWORD.`;

/** @throws UnreachableError with the usage */
export function readArguments(args: string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        event: { type: 'string' },
        timezone: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        update: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error('One file is to be named.');
    const slug = values.event?.toLowerCase();
    if (slug !== undefined && !/^[a-z0-9-]{3,60}$/.test(slug))
      throw new Error(`${values.event} is no slug: a-z, 0-9 and hyphens, 3 to 60 characters.`);
    if (values.timezone !== undefined && !isZone(values.timezone))
      throw new Error(`There is no zone ${values.timezone}; one is Europe/Berlin.`);
    return {
      file,
      slug,
      timezone: values.timezone,
      isDryRun: values['dry-run'],
      isUpdate: values.update,
      isJson: values.json,
    };
  } catch (error) {
    throw new UnreachableError(`${(error as Error).message}\n\nUsage: ${usage}`);
  }
}
