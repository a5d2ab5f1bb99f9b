import { z } from 'zod';
import { FUNCTION_GROUPS } from '../source/functions.js';
import { attributeSchema, loadSchema, mappingObject, sourceSchema } from '../source/spec.js';
import { REASONS } from '../steps/column-sql.js';
import { TARGETS, type TargetColumn } from '../targets.js';

// The parts of docs/loading-data.md that the code says itself. `npx tsx etl/docs/write.ts` puts them in; a test fails when the page
// has others.

const KINDS: Readonly<Record<TargetColumn['kind'], string>> = {
  text: 'text',
  number: 'number',
  decimal: 'number',
  flag: 'yes or no',
  day: 'day',
  month: 'month',
  moment: 'time',
};

const property = z.object({
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
});
const object = z.object({ properties: z.record(z.string(), property), required: z.array(z.string()).optional() });

function settings(schema: z.ZodType): string {
  const { properties, required = [] } = object.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const rows = Object.entries(properties).map(([name, one]) => {
    const choice =
      one.enum && one.enum.length < 12 ? ` One of ${one.enum.map((value) => `\`${value}\``).join(', ')}.` : '';
    const otherwise = required.includes(name)
      ? 'required'
      : one.default === undefined
        ? ''
        : `\`${JSON.stringify(one.default)}\``;
    return `| \`${name}\` | ${cell(`${one.description ?? ''}${choice}`)} | ${otherwise} |`;
  });
  return ['| setting | what it says | default |', '|---|---|---|', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function subjects(): string {
  return TARGETS.map(({ name, columns, key, summed }) => {
    const parts = key.map((one) => (one === 'customer_key' ? 'customer_id' : one));
    const rows = columns.map((column) => {
      const limits =
        column.min === undefined && column.max === undefined ? '' : `, ${column.min ?? '…'} to ${column.max ?? '…'}`;
      const decimals = /^Decimal\(\d+, (\d+)\)$/.exec(column.type)?.[1];
      const whole = column.kind === 'number' && column.type !== 'Float64' ? ', whole, not negative' : '';
      return `| \`${column.name}\` | ${KINDS[column.kind]}${decimals ? `, ${decimals} decimals` : ''}${whole}${limits}${column.personal ? ', personal' : ''} | ${column.required ? 'required' : ''} |`;
    });
    const sums =
      summed.length > 0 ? ` \`aggregate: sum\` adds up ${summed.map((one) => `\`${one}\``).join(', ')}.` : '';
    return [
      `#### ${name}`,
      '',
      `One row has one ${parts.map((one) => `\`${one}\``).join(', ')}.${sums}`,
      '',
      '| column | what | |',
      '|---|---|---|',
      ...rows,
    ].join('\n');
  }).join('\n\n');
}

function functions(): string {
  return Object.entries(FUNCTION_GROUPS)
    .map(
      ([group, names]) =>
        `- **${group}**: ${names
          .split(/\s+/)
          .map((name) => `\`${name}\``)
          .join(' ')}`,
    )
    .join('\n');
}

/** The made parts by the name that they have in the page. */
export function madeParts(): Readonly<Record<string, string>> {
  return {
    settings: settings(sourceSchema),
    loads: settings(loadSchema),
    mappings: settings(mappingObject),
    attributes: settings(attributeSchema),
    subjects: subjects(),
    functions: functions(),
    reasons: REASONS.filter((reason) => reason !== '')
      .map((reason) => `\`${reason}\``)
      .join(', '),
  };
}

/** A page with its made parts as the code says them now. */
export function withMadeParts(page: string): string {
  return Object.entries(madeParts()).reduce((text, [name, made]) => {
    const [begin, end] = [`<!-- made: ${name} -->`, '<!-- end -->'];
    const from = text.indexOf(begin);
    if (from < 0) throw new Error(`the page has no place for ${name}`);
    const to = text.indexOf(end, from);
    return `${text.slice(0, from)}${begin}\n${made}\n${text.slice(to)}`;
  }, page);
}
