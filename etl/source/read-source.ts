import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { TenureError } from '../../src/errors/errors.js';
import { TARGETS, target } from '../targets.js';
import { conversionOf } from './encoding.js';
import { type SourceSpec, sourceSchema } from './spec.js';

/** A source file as read: its spec and how to say where in the file something is wrong. */
export interface Source {
  readonly path: string;
  readonly spec: SourceSpec;
  /** SOURCE error that names file and line of the given place in the file. */
  problem(at: readonly (string | number)[], message: string): TenureError;
}

/** Reads and checks a source file. Throws SOURCE naming file, line and what is wrong. */
export function readSource(file: string): Source {
  const text = readText(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken)
    throw new TenureError('SOURCE', `${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message.split('\n')[0]}`);
  const lineOf = (at: readonly (string | number)[]) => {
    for (let length = at.length; length > 0; length--) {
      const node = document.getIn(at.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const problem = (at: readonly (string | number)[], message: string) =>
    new TenureError('SOURCE', `${file}:${lineOf(at)}: ${message}`);
  const parsed = sourceSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const messages = parsed.error.issues.map((issue) => {
      const at = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
      return `${file}:${lineOf(at)}: ${at.join('.') || 'the file'}: ${issue.message}`;
    });
    throw new TenureError('SOURCE', messages.join('\n'));
  }
  const source = { path: path.resolve(file), spec: parsed.data, problem };
  checkMappings(source);
  return source;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `The source file ${file} cannot be read: ${reason}`, { cause: error });
  }
}

function checkMappings({ spec, problem }: Source): void {
  spec.loads.forEach((load, index) => {
    const into = target(load.into);
    const known = into.columns.map((column) => column.name);
    for (const name of Object.keys(load.map))
      if (!known.includes(name))
        throw problem(['loads', index, 'map', name], `${into.name} has no column ${name}. It has ${known.join(', ')}.`);
    for (const column of into.columns)
      if (column.required && !(column.name in load.map))
        throw problem(['loads', index, 'map'], `${into.name} needs ${column.name}, which is not mapped.`);
    if (load.aggregate === 'sum' && into.summed.length === 0)
      throw problem(
        ['loads', index, 'aggregate'],
        `rows of ${into.name} cannot be added up; those of ${summable()} can.`,
      );
    if (
      spec.loads.some((other) => other.into === load.into && (other.aggregate === 'sum') !== (load.aggregate === 'sum'))
    )
      throw problem(['loads', index], `all loads into ${into.name} must have the same aggregate.`);
    const declared = spec.attributes.map((attribute) => attribute.name);
    for (const name of Object.keys(load.attributes ?? {})) {
      if (into.name !== 'customer')
        throw problem(['loads', index, 'attributes'], 'Only customer has attributes of the operator.');
      if (!declared.includes(name))
        throw problem(['loads', index, 'attributes', name], `The attribute ${name} is not declared under attributes.`);
    }
  });
  if (spec.format === 'xml' && !spec.record) throw problem(['format'], 'xml needs record, the element of one record.');
  if (spec.format === 'postgres' && !(spec.query && spec.url))
    throw problem(['format'], 'postgres needs url and query.');
  // Bytes from 0x40 are also second bytes of characters of GBK.
  if (conversionOf(spec) === 'cells' && spec.separator >= '@')
    throw problem(['separator'], `${spec.separator} can be half of a GBK character.`);
  if (spec.header_line !== 1 && spec.format !== 'csv') throw problem(['header_line'], 'header_line is only for csv.');
}

function summable(): string {
  return TARGETS.flatMap(({ name, summed }) => (summed.length > 0 ? [name] : [])).join(', ');
}
