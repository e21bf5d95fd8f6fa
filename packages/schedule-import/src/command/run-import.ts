import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Client } from '@ems/client/src';
import { type ImportOptions, importSchedule } from '../import-schedule.ts';
import { UnreachableError } from '../refusals.ts';
import { showProgress } from '../report/progress.ts';
import { failureToJson, toJson } from '../report/to-json.ts';
import { toText } from '../report/to-text.ts';
import { maxBytes } from '../text/decode.ts';
import { type Arguments, readArguments } from './arguments.ts';
import { connect, describeFailure, hasLogin, type Login } from './connect.ts';

interface Surroundings {
  /** From which the file is found. */
  folder: string;
  login: Login;
  venue?: ImportOptions['venue'];
}

/**
 * Runs the command: one report at standard output, and how far it is at standard error.
 * @returns the exit code: 0 all is in, 2 something is refused, 1 the file or the server could not be read
 */
export async function runImport(args: string[], surroundings: Surroundings): Promise<number> {
  const isJson = args.includes('--json');
  let wanted: Arguments | undefined;
  try {
    wanted = readArguments(args);
    const bytes = await readBytes(resolve(surroundings.folder, wanted.file));
    const { file, slug, timezone, isDryRun, isUpdate } = wanted;
    const report = await importSchedule({
      bytes,
      file,
      slug,
      timezone,
      isDryRun,
      isUpdate,
      connect: () => clientFor({ isDryRun, isUpdate }, surroundings.login),
      venue: surroundings.venue,
      showProgress,
    });
    process.stdout.write(`${isJson ? toJson(report) : toText(report)}\n`);
    return report.exitCode;
  } catch (error) {
    const detail = describeFailure(error);
    if (detail === undefined && !isJson) throw error;
    // Whatever goes wrong, a program that reads it finds one document.
    if (isJson) process.stdout.write(`${failureToJson(wanted?.file ?? '', detail ?? String(error))}\n`);
    else process.stderr.write(`${detail}\n`);
    return 1;
  }
}

/** At most one byte more than is read of a file, which may be a device without an end. */
async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of createReadStream(path, { end: maxBytes })) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (error) {
    throw new UnreachableError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** A dry run for a new event needs no server. */
async function clientFor(
  { isDryRun, isUpdate }: Pick<Arguments, 'isDryRun' | 'isUpdate'>,
  login: Login,
): Promise<Client | undefined> {
  const isNeeded = !isDryRun || isUpdate;
  if (!hasLogin(login)) {
    if (!isNeeded) return undefined;
    throw new UnreachableError('Whose event it is must be known: EMS_TOKEN, or EMS_EMAIL and EMS_PASSWORD.');
  }
  return connect(login).catch((error: unknown) => {
    if (isNeeded) throw error;
    return undefined;
  });
}
