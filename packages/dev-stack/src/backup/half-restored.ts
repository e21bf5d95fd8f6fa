import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';

/** Where a restore makes its new state, beside the present one. */
export const stagingOf = (directory: string): string => join(directory, 'restore');

const journalSchema = z.object({
  /** Of the backup's manifest. */
  digest: z.string(),
  /** What is put in the place of what is there, by their paths in the state. */
  parts: z.array(z.string()),
});

type Journal = z.infer<typeof journalSchema>;

const journalOf = (directory: string) => join(stagingOf(directory), 'journal.json');

/** @throws UserError while a restore is half done: what is there is neither the one state nor the other */
export function refuseHalfRestored(directory: string): void {
  if (!existsSync(stagingOf(directory))) return;
  const outcome = existsSync(journalOf(directory))
    ? 'was interrupted while it put the restored state in place'
    : 'was interrupted before it changed anything';
  throw new UserError(
    `A restore ${outcome}. Run it again (npm run restore -- --from DIR), and it completes; or start over with npm start -- --fresh.`,
  );
}

/** What is left to be put in place by a restore that was interrupted. */
export function readJournal(directory: string): Journal | undefined {
  const path = journalOf(directory);
  return existsSync(path) ? journalSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}

/** From here on a restore is completed, however often it is interrupted. */
export function writeJournal(directory: string, journal: Journal): void {
  const draft = `${journalOf(directory)}.draft`;
  writeFileSync(draft, JSON.stringify(journal), { flush: true });
  renameSync(draft, journalOf(directory));
}

/** Puts the restored parts in the place of those that are there, by renames, each of which is done or not. */
export function putInPlace(directory: string, { parts }: Journal): void {
  const staging = stagingOf(directory);
  for (const part of parts) {
    const [fresh, present, old] = [join(staging, 'new', part), join(directory, part), join(staging, 'old', part)];
    if (!existsSync(fresh)) continue;
    for (const path of [present, old]) mkdirSync(dirname(path), { recursive: true });
    if (existsSync(present)) renameSync(present, old);
    renameSync(fresh, present);
  }
  rmSync(staging, { recursive: true, force: true });
}
