import { isMap, isSeq } from 'yaml';
import { z } from 'zod';
import { LIMITS, RIGHTS, type Role, Roles } from '../../access/roles.js';
import { TenureError } from '../../errors/errors.js';
import type { ModelFile } from './model-file.js';

const card = z
  .string()
  .regex(/^[A-Za-z_]\w*\.[A-Za-z_]\w*$/, 'must be a view and a measure, such as churn.churn_rate')
  .transform((text) => {
    const [view = '', measure = ''] = text.split('.');
    return { view, measure };
  });

const role = z.strictObject({
  name: z.string().min(1).max(64),
  title: z.string(),
  zh: z.string().optional(),
  may: z.array(z.enum(RIGHTS)),
  limited_by: z.enum(LIMITS).optional(),
  home: z.array(card).default([]),
});

/** The roles that a model's files declare under `roles:`. Throws MODEL with file and line for what is no role. */
export function rolesOf(files: readonly ModelFile[]): Roles {
  const roles = files.flatMap((file) => {
    if (file.written['roles'] === undefined) return [];
    const list = file.document.get('roles');
    if (!isSeq(list)) throw new TenureError('MODEL', `${file.name}:1: roles must be a list.`);
    return list.items.map((node) => roleOf(file, node));
  });
  const names = roles.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new TenureError('MODEL', `The role ${twice} is declared twice.`);
  return new Roles(roles);
}

function roleOf(file: ModelFile, node: unknown): Role {
  const line = isMap(node) && node.range ? file.lines.linePos(node.range[0]).line : 1;
  const parsed = role.safeParse(isMap(node) ? node.toJS(file.document) : node);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TenureError('MODEL', `${file.name}:${line}: roles: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { name, title, zh, may, limited_by: limitedBy, home } = parsed.data;
  return { name, title: { en: title, zh: zh ?? title }, may, ...(limitedBy ? { limitedBy } : {}), home };
}
