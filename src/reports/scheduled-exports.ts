import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Cron } from 'croner';
import type { Logger } from 'pino';
import type { Principal } from '../access/principal.js';
import { receiptOf } from './run.js';
import type { Due, ScheduleRepository } from './schedules.js';
import type { ReportService } from './service.js';
import { exportReport } from './workbook.js';

export interface ScheduledExportOptions {
  readonly schedules: ScheduleRepository;
  readonly reports: ReportService;
  /** The user as the policy is now; undefined for one who may not sign in any more. */
  readonly principalOf: (user: string) => Promise<Principal | undefined>;
  /** Absolute; made when missing. */
  readonly folder: string;
  readonly log: Logger;
}

/** Makes every export that is due in the minute that begins at `minute`. Returns the files written. */
export async function exportDue(options: ScheduledExportOptions, minute: Date): Promise<string[]> {
  const files: string[] = [];
  for (const due of await options.schedules.due(minute)) {
    if (!(await options.schedules.begin(due.id, minute))) continue;
    try {
      const { file, snapshot } = await exportOne(options, due, minute);
      await options.schedules.end(due.id, minute, { files: [file], snapshot });
      files.push(file);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      options.log.warn({ event: 'report.export.failed', schedule: due.id, reason });
      await options.schedules.end(due.id, minute, { error: reason });
    }
  }
  return files;
}

async function exportOne({ reports, principalOf, folder }: ScheduledExportOptions, due: Due, minute: Date) {
  const principal = await principalOf(due.owner);
  if (!principal) throw new Error(`${due.owner} may not sign in any more.`);
  const { title } = await reports.get(principal, due.reportId);
  const answers = await reports.run(principal, due.reportId);
  const name =
    title
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .slice(0, 80) || 'report';
  const stamp = minute.toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
  const directory = path.join(folder, due.owner.replaceAll(/[^a-z0-9_-]/gi, '_'));
  const file = path.join(directory, `${name} ${stamp} ${due.id.slice(0, 8)}.${due.format}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(file, exportReport(title, answers, due.format), { mode: 0o600 });
  return { file, snapshot: answers.map(receiptOf).find((receipt) => receipt !== null)?.snapshot };
}

/** Looks every minute for what is due. Returns how to stop. */
export function startScheduledExports(options: ScheduledExportOptions): () => void {
  const job = new Cron('* * * * *', { protect: true, unref: true }, async () => {
    const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    await exportDue(options, minute).catch((err: unknown) =>
      options.log.error({ event: 'report.exports.failed', err }),
    );
  });
  return () => job.stop();
}
