import type { ViewMembers } from './view-members.js';

/** A query of a view to start from: its first hierarchy drilled one level, or a dimension, with two measures. */
export function exampleOf(field: string, { stem, view, dimensions, measures, objects }: ViewMembers): string {
  const graphqlName = (modelName: string) => [...dimensions].find(([, { name }]) => name === modelName)?.[0];
  const shown = [...objects].flatMap(([name, { fields, arguments: args }]) => {
    const needed = [...args.values()].some((one) => one.kind === 'plain' && one.declared[0]?.default === undefined);
    return needed ? [] : [`${name} { ${[...fields.keys()].slice(0, 2).join(' ')} }`];
  });
  const asked = [...measures.keys(), ...shown].slice(0, 2);
  const hierarchy = view.hierarchies.find(
    ({ levels }) => levels.length > 1 && levels.every((level) => graphqlName(level)),
  );
  const [outer, inner] = (hierarchy?.levels ?? []).map(graphqlName);
  const [first] = [...dimensions].filter(([, dimension]) => !dimension.masked && !dimension.primaryKey);
  const measureLines = (indent: string) => asked.map((name) => `${indent}${name}`);
  const lines = outer
    ? [
        `      ${outer}`,
        ...measureLines('      '),
        '      drill(first: 3) {',
        `        ${inner}`,
        ...measureLines('        '),
        '      }',
      ]
    : [`      ${first?.[0] ?? '__typename'}`, ...measureLines('      ')];
  return [
    `query ${stem} {`,
    `  ${field}(first: 10) {`,
    '    rows {',
    ...lines,
    '    }',
    ...(asked.length > 0 ? ['    total {', ...measureLines('      '), '    }'] : []),
    '    receipt {',
    '      layer',
    '      snapshot',
    '      complete',
    '    }',
    '  }',
    '}',
    '',
  ].join('\n');
}
