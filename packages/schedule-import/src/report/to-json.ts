import type { Report } from './report.ts';

/** The report as one document for programs. */
export function toJson(report: Report): string {
  const { subject, findings } = report;
  return JSON.stringify(
    {
      file: subject.file,
      format: report.format ?? null,
      dryRun: subject.isDryRun,
      update: subject.isUpdate,
      exitCode: report.exitCode,
      event: report.event ?? null,
      refusal: report.refusal ?? null,
      counts: report.counts,
      created: report.created,
      changed: report.changed,
      left: report.left,
      cancelled: report.cancelled,
      dropped: findings?.dropped ?? [],
      adapted: findings?.changed ?? [],
      refused: report.refused,
      parallelRooms: [...(findings?.parallelRooms ?? [])].map(([room, because]) => ({ room, because })),
      unplaced: Object.fromEntries(findings?.unplaced ?? []),
      notes: findings?.notes ?? [],
    },
    null,
    2,
  );
}

/** The same for what has failed before anything could be said of the file. */
export const failureToJson = (file: string, detail: string): string =>
  JSON.stringify({ file, exitCode: 1, failure: detail }, null, 2);
