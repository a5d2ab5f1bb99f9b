import { createHash } from 'node:crypto';
import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';
import { TenureError } from '../errors/errors.js';
import { tariffSchema, type WrittenTariff } from './grammar.js';
import { type Tariff, withParameters } from './tariff.js';

/** A number of a tariff that cannot stand there; `path` says where. */
export interface TariffProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export interface ReadTariff {
  readonly written: WrittenTariff;
  /** With the parameters' defaults. */
  readonly tariff: Tariff;
  /** SHA-256 of the text: the version's name. */
  readonly hash: string;
}

const MOST_CHARACTERS = 100_000;

/**
 * Reads a tariff's YAML. Throws SOURCE with `name:line:column: what is wrong` for each problem. Scalars are read as texts, so that
 * a price never becomes a float.
 */
export function readTariff(text: string, name: string): ReadTariff {
  if (text.length > MOST_CHARACTERS)
    throw new TenureError('SOURCE', `${name}: is longer than ${MOST_CHARACTERS} characters.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', uniqueKeys: true });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  if (document.errors.length > 0)
    throw new TenureError(
      'SOURCE',
      document.errors.map((error) => `${at(error.pos[0])}: ${error.message.split(' at line ')[0]}`).join('\n'),
    );
  const refuse = (problems: readonly TariffProblem[]): never => {
    throw new TenureError(
      'SOURCE',
      problems.map(({ path, message }) => `${at(offsetOf(document, path))}: ${told(path)}${message}`).join('\n'),
    );
  };
  // No aliases: a few lines of them can stand for gigabytes.
  const { data, error } = tariffSchema.safeParse(plain(document, refuse));
  if (error)
    return refuse(
      error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is no word of a tariff here' }))
          : [
              {
                path: issue.path,
                message: issue.message.replace(/^Invalid input: .* received undefined$/, 'is missing'),
              },
            ],
      ),
    );
  const { tariff, problems } = withParameters(data, {});
  if (problems.length > 0) return refuse(problems);
  return { written: data, tariff, hash: createHash('sha256').update(text).digest('hex') };
}

function plain(document: Document, refuse: (problems: readonly TariffProblem[]) => never): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    return refuse([{ path: [], message: error instanceof Error ? error.message : String(error) }]);
  }
}

function told(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '' : `${path.map(String).join('.')} `;
}

/** Where a path stands in the text, or the nearest thing around it; a key by the key's own place. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const last = path[depth - 1];
    const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => String(key) === String(last));
      if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
    }
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
