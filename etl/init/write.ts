import { stringify } from 'yaml';
import type { Look } from './look.js';
import type { Profile } from './profile.js';
import type { Line, Proposal } from './propose.js';

/** A proposal as a source file with comments. */
export function sourceYaml(name: string, file: string, look: Look, proposal: Proposal): string {
  const { profiles, asOf, attributes, loads, unused } = proposal;
  const lines = [
    `# Proposed by \`tenure etl init\` from ${look.rows.length} rows of ${file}. Look at what is marked CHECK, then:`,
    `#   tenure etl check --source THIS --file ${file}`,
    `source: ${name}`,
    `format: ${look.format}`,
    ...(look.encoding === 'utf-8' ? [] : [`encoding: ${look.encoding}`]),
    ...(look.format === 'csv' && look.separator !== ',' ? [`separator: ${text(look.separator)}`] : []),
    ...(look.format === 'csv' && look.headerLine !== 1
      ? [
          `header_line: ${look.headerLine}  # ${look.headerLine === 0 ? 'no line names the columns' : 'titles stand above it'}`,
        ]
      : []),
    ...(look.record ? [`record: ${text(look.record)}`] : []),
    ...(asOf === null
      ? []
      : [
          'as_of: true',
          `default_as_of: ${asOf}  # CHECK: the month that the file describes, unless --as-of says another`,
        ]),
    'columns:',
    ...profiles.map((one) => `  - ${text(one.name)}  # ${describe(one)}`),
    ...(unused.length > 0 ? ['# Not used:', ...unused.map(({ column, why }) => `#   ${oneLine(column)}: ${why}`)] : []),
    ...(attributes.length > 0
      ? [
          'attributes:',
          ...attributes.map(
            ({ name: own, type, title }) =>
              `  - { name: ${own}, type: ${type}, title: { en: ${flow(title)}, zh: ${flow(title)} } }`,
          ),
        ]
      : []),
    'loads:',
  ];
  for (const load of loads) {
    lines.push(`  - into: ${load.into}${load.note ? `  # ${load.note}` : ''}`);
    if (load.aggregate) lines.push(`    aggregate: ${load.aggregate}`);
    if (load.where) lines.push(`    where: ${text(load.where)}`);
    lines.push('    map:', ...load.map.map(mapLine));
    if (load.attributes.length > 0) lines.push('    attributes:', ...load.attributes.map(mapLine));
  }
  return `${lines.join('\n')}\n`;
}

function mapLine({ column, from, format, bad, note }: Line): string {
  const more = [...(bad ? [`bad: ${bad}`] : []), ...(format ? [`date_format: ${flow(format)}`] : [])];
  // A column alone needs no backticks.
  const alone = /^`([^`\\]+)`$/.exec(from)?.[1] ?? from;
  const value = more.length === 0 ? text(alone) : `{ from: ${flow(alone)}, ${more.join(', ')} }`;
  return `      ${column}: ${value}${note ? `  # ${oneLine(note)}` : ''}`;
}

function describe({ shape, blankShare, oddShare, distinct, isUnique, examples }: Profile): string {
  const kind =
    shape.kind === 'text'
      ? `text, ${isUnique ? 'a value of its own in each row' : `${distinct} values`}`
      : shape.kind === 'decimal'
        ? 'number'
        : shape.kind === 'whole'
          ? 'whole number'
          : shape.kind;
  const format = 'format' in shape && shape.format ? ` written ${shape.format}` : '';
  const blank = blankShare > 0 && shape.kind !== 'blank' ? `, ${percent(blankShare)} blank` : '';
  const odd = oddShare > 0 ? `, ${percent(oddShare)} something else` : '';
  // A value of its own may be a person's: none is shown.
  const such =
    isUnique || examples.length === 0 || distinct > 50
      ? ''
      : `, such as ${oneLine(examples.map((one) => one.slice(0, 30)).join(' | '))}`;
  return `${kind}${format}${blank}${odd}${such}`;
}

function percent(share: number): string {
  return share < 0.01 ? 'under 1%' : `${Math.round(share * 100)}%`;
}

function oneLine(words: string): string {
  return words.replaceAll(/[\r\n]+/g, ' ');
}

/** As YAML writes a text, on one line. */
function text(value: string): string {
  return stringify(value, { lineWidth: 0 }).trimEnd().includes('\n')
    ? JSON.stringify(value)
    : stringify(value, { lineWidth: 0 }).trimEnd();
}

/** A text within braces, where commas and brackets count. */
function flow(value: string): string {
  return /^[A-Za-z_][A-Za-z0-9_ ]*$/.test(value) && !/^(true|false|yes|no|null|on|off|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);
}
