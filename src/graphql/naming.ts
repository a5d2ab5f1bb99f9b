/** `churn_rate` → `churnRate`, `LineItems` → `lineItems`: the model's name as a GraphQL field. */
export function fieldName(modelName: string): string {
  const [first = '', ...rest] = words(modelName);
  const camel = lowerFirst(first) + rest.map(upperFirst).join('');
  return /^[A-Za-z]/.test(camel) ? camel : `_${camel}`;
}

/** `churn_rate` → `ChurnRate`: the stem of a view's types. */
export function typeName(modelName: string): string {
  const pascal = words(modelName).map(upperFirst).join('');
  return /^[A-Za-z]/.test(pascal) ? pascal : `_${pascal}`;
}

/** Gives each item the GraphQL name of its model name; a name already taken gets a number. */
export function uniquely<T extends { readonly name: string }>(
  items: readonly T[],
  rename: (modelName: string) => string,
  taken: Iterable<string> = [],
): ReadonlyMap<string, T> {
  const used = new Set(taken);
  const named = new Map<string, T>();
  for (const item of items) {
    const wanted = rename(item.name);
    let name = wanted;
    for (let number = 2; used.has(name); number++) name = `${wanted}${number}`;
    used.add(name);
    named.set(name, item);
  }
  return named;
}

function words(name: string): string[] {
  return name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
}

const upperFirst = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
/** `GMV` → `gmv`, `LineItems` → `lineItems`. */
const lowerFirst = (word: string) =>
  /^[A-Z0-9]+$/.test(word) ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
