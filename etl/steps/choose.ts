import { createHash } from 'node:crypto';
import { TenureError } from '../../src/errors/errors.js';
import type { HeldFile, Ledger, LedgerFile } from '../ledger.js';
import type { PreparedSource } from './prepare.js';

/** What a run does with each of a source's files. */
export interface Choice {
  /** Contents to read. */
  readonly fresh: readonly LedgerFile[];
  /** Contents that are loaded already under another name, which are written down only. */
  readonly repeats: readonly LedgerFile[];
  /** Names of the files of which no row is read. */
  readonly known: readonly string[];
  /** Ledger entries that these files take the place of. */
  readonly superseded: readonly HeldFile[];
  /** Contents whose rows leave the warehouse (those read again come back with the run). */
  readonly gone: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Which files are new, which are loaded already, and which take the place of an earlier one. A name stands for one content at a
 * time, and a content is loaded while any name stands for it. Declared a new version, a known content is read again where its
 * mapping has changed; one whose months were forgotten is read again in any case. Throws SOURCE where a name comes with another content and no new version is declared.
 */
export async function choose(prepared: PreparedSource, ledger: Ledger, newVersion: boolean): Promise<Choice> {
  const { spec } = prepared.source;
  const files = identified(prepared);
  const held = await ledger.held(spec.source, files);
  const named = (one: HeldFile) => files.find((file) => file.name === one.name && file.month === one.month);
  const replaced = held.filter((one) => named(one) && named(one)?.fileId !== one.fileId);
  refuseOtherContent(files, held, replaced, newVersion);
  const same = held.filter((one) => named(one)?.fileId === one.fileId);
  const isHeld = (file: LedgerFile) => held.some((one) => one.fileId === file.fileId);
  const isCurrent = (file: LedgerFile) =>
    held.some((one) => one.fileId === file.fileId && one.mapping === file.mapping);
  const isForgotten = (file: LedgerFile) => held.some((one) => one.fileId === file.fileId && one.forgotten);
  const read = files.filter((file) => !isHeld(file) || isForgotten(file) || (newVersion && !isCurrent(file)));
  const fresh = read.filter((file, index) => read.findIndex((one) => one.fileId === file.fileId) === index);
  const isFresh = (fileId: string) => fresh.some((one) => one.fileId === fileId);
  const isGiven = (fileId: string) => files.some((file) => file.fileId === fileId);
  const others = (one: HeldFile) =>
    held.filter((other) => other.fileId === one.fileId && !replaced.includes(other)).map((other) => other.name);
  const leaves = replaced.filter((one) => !isGiven(one.fileId) && others(one).length === 0);
  return {
    fresh,
    repeats: files.filter(
      (file) =>
        !fresh.includes(file) &&
        (isFresh(file.fileId) || !same.some((one) => one.name === file.name && one.fileId === file.fileId)),
    ),
    known: files.filter((file) => !read.includes(file)).map((file) => file.name),
    superseded: [...replaced, ...same.filter((one) => isFresh(one.fileId))],
    gone: [...new Set([...leaves.map((one) => one.fileId), ...fresh.filter(isHeld).map((file) => file.fileId)])],
    warnings: replaced
      .filter((one) => !isGiven(one.fileId) && others(one).length > 0)
      .map(
        (one) =>
          `${one.name}: what it held before stays loaded, since ${others(one).join(', ')} holds the same. If that was a copy or the old name, load the new version under that name too.`,
      ),
  };
}

function refuseOtherContent(
  files: readonly LedgerFile[],
  held: readonly HeldFile[],
  replaced: readonly HeldFile[],
  newVersion: boolean,
): void {
  if (replaced.length > 0 && !newVersion)
    throw new TenureError(
      'SOURCE',
      `${replaced.map((one) => one.name).join(', ')} was loaded before with other content. If this is a corrected version that takes its place, say --new-version; if it is another file, give it another name.`,
    );
  for (const file of files) {
    const twins = held.filter(
      (one) =>
        one.month === file.month &&
        one.fileId !== file.fileId &&
        (one.name.endsWith(`/${file.name}`) || file.name.endsWith(`/${one.name}`)),
    );
    if (twins.length > 0)
      throw new TenureError(
        'SOURCE',
        `${file.name} was loaded before as ${twins.map((one) => one.name).join(', ')} with other content. Give the same directory as then, so that it has its name again; if it is another file, rename it.`,
      );
  }
}

const NOT_OF_READING = [
  'files',
  'description',
  'max_bad_share',
  'max_conflicting_share',
  'min_rows',
  'expected_every',
  'stop_at_alarms',
];

/** The ids that the files' rows carry: a content counts as the same when source, bytes and month are. */
export function identified(prepared: PreparedSource): LedgerFile[] {
  const { source, files, asOf } = prepared;
  // Where the files lie, when they come and how many rows may be bad changes nothing of what is read.
  const reading = Object.entries(source.spec).filter(([setting]) => !NOT_OF_READING.includes(setting));
  const mapping = createHash('sha256').update(JSON.stringify(reading)).digest('hex');
  return files.map((file) => {
    const digest = createHash('sha256')
      .update(`${source.spec.source}\0${file.hash}\0${asOf ?? ''}`)
      .digest();
    return { ...file, fileId: digest.readBigUInt64BE(0).toString(), month: asOf, mapping };
  });
}
