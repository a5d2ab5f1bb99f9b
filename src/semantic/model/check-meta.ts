import { isMap, isNode, isPair, isScalar, isSeq, type YAMLMap } from 'yaml';
import type { ModelFile } from '../../cube/model/model-file.js';
import { nearestNames } from '../../errors/nearest.js';
import { META_KEYS, type MetaKeyName, type MetaKind } from './member-notes.js';

interface Item {
  readonly file: ModelFile;
  readonly kind: MetaKind;
  readonly title: string;
  readonly meta: YAMLMap;
}

const MEMBERS = { dimensions: 'dimension', measures: 'measure', segments: 'segment' } as const;

/**
 * What is wrong with `meta` in model files as they were written: an unknown key, a key on the wrong kind of item, a
 * malformed value. One line each, with file and line.
 */
export function checkMeta(files: readonly ModelFile[]): string[] {
  return files
    .filter((file) => !isPlainlyRight(file))
    .flatMap(itemsOf)
    .flatMap(findingsOf);
}

/** Whether nothing is wrong in a file, told without the places that a finding would name: those cost a parse of the text. */
function isPlainlyRight({ written }: ModelFile): boolean {
  const isRight = (kind: MetaKind, item: unknown): boolean => {
    const meta = recordOf(recordOf(item)['meta']);
    return Object.entries(meta).every(([name, value]) => {
      if (!isKey(name)) return false;
      const { on, schema } = META_KEYS[name];
      return (on as readonly MetaKind[]).includes(kind) && schema.safeParse(value).success;
    });
  };
  const itemsIn = (list: unknown) => (Array.isArray(list) ? (list as readonly unknown[]) : []);
  return (['cube', 'view'] as const).every((kind) =>
    itemsIn(written[`${kind}s`]).every(
      (item) =>
        isRight(kind, item) &&
        Object.entries(MEMBERS).every(([list, member]) =>
          itemsIn(recordOf(item)[list]).every((one) => isRight(member, one)),
        ),
    ),
  );
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Files are for this server when one view has a policy and one of our keys. */
export function isForThisServer(files: readonly ModelFile[]): boolean {
  return files
    .flatMap(({ content }) => (Array.isArray(content.views) ? content.views : []))
    .some(({ access_policy: policy, meta }) => policy && Object.keys(meta ?? {}).some(isKey));
}

function isKey(name: string): name is MetaKeyName {
  return Object.hasOwn(META_KEYS, name);
}

function itemsOf(file: ModelFile): Item[] {
  return [...sectionOf(file, 'cubes', 'cube'), ...sectionOf(file, 'views', 'view')];
}

function sectionOf(file: ModelFile, section: string, kind: 'cube' | 'view'): Item[] {
  return mapsIn(file.document.get(section)).flatMap((item) => [
    ...itemOf(file, kind, item),
    ...Object.entries(MEMBERS).flatMap(([list, member]) =>
      mapsIn(item.get(list)).flatMap((node) => itemOf(file, member, node, `${item.get('name')}.`)),
    ),
  ]);
}

function itemOf(file: ModelFile, kind: MetaKind, node: YAMLMap, within = ''): Item[] {
  const meta = node.get('meta');
  return isMap(meta) ? [{ file, kind, title: `${within}${node.get('name')}`, meta }] : [];
}

function mapsIn(list: unknown): YAMLMap[] {
  return isSeq(list) ? list.items.filter(isMap) : [];
}

function findingsOf({ file, kind, title, meta }: Item): string[] {
  return meta.items.flatMap((pair) => {
    if (!isPair(pair) || !isScalar(pair.key)) return [];
    const name = String(pair.key.value);
    const at = (node: unknown) => `${file.name}:${lineOf(file, node) ?? lineOf(file, pair.key)}: ${title}: `;
    if (!isKey(name)) return [`${at(pair.key)}meta.${name} is not a key of the model language${nearest(name, kind)}`];
    const { on, schema } = META_KEYS[name];
    if (!(on as readonly MetaKind[]).includes(kind))
      return [`${at(pair.key)}meta.${name} belongs to a ${on.join(' or ')}, not to a ${kind}.`];
    const parsed = schema.safeParse(isNode(pair.value) ? pair.value.toJS(file.document) : pair.value);
    if (parsed.success) return [];
    return parsed.error.issues.map(({ path, message }) => {
      const node = isMap(pair.value) || isSeq(pair.value) ? pair.value.getIn(path, true) : pair.value;
      return `${at(node)}meta.${[name, ...path].join('.')}: ${message}`;
    });
  });
}

function nearest(name: string, kind: MetaKind): string {
  const known = Object.entries(META_KEYS).flatMap(([key, { on }]) =>
    (on as readonly MetaKind[]).includes(kind) ? [key] : [],
  );
  const [near] = nearestNames(name, known, 1);
  return near === undefined ? `; a ${kind} may have ${known.join(', ')}.` : `; did you mean ${near}?`;
}

function lineOf(file: ModelFile, node: unknown): number | undefined {
  return isNode(node) && node.range ? file.lines.linePos(node.range[0]).line : undefined;
}
