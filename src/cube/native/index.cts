/**
 * What Cube 1.7.43 calls of its native addon, in portable TypeScript: stand-ins for what this server has its own of (the
 * SQL interface, results over REST) or does not use (Python, Jinja, the Rust planner). A stand-in never pretends: it throws.
 */

function unavailable(what: string): never {
  throw new Error(`${what} needs Cube's native addon, which this server does without.`);
}

/**
 * A YAML model that merely holds `}}` (nested flow mappings) counts as a template for Cube: it passes through as it is. A
 * real template is refused rather than served unrendered.
 */
class PlainTextEngine {
  private readonly texts = new Map<string, string>();

  loadTemplate(name: string, text: string): void {
    this.texts.set(name, text);
  }

  async renderTemplate(name: string): Promise<string> {
    const text = this.texts.get(name);
    if (text === undefined) throw new Error(`No model file ${name} was loaded.`);
    const template = text.split('\n').findIndex((line) => /\{\{|\{%/.test(line));
    if (template !== -1) unavailable(`${name}:${template + 1}: a Jinja template`);
    return text;
  }
}

export class NativeInstance {
  newJinjaEngine(): PlainTextEngine {
    return new PlainTextEngine();
  }

  async loadPythonContext(): Promise<never> {
    return unavailable('A Python model');
  }
}

export function isFallbackBuild(): boolean {
  return true;
}

/** The gateway sets it up at construction; its own messages come through Cube's logger anyway. */
export function setupLogger(): void {}

export const registerInterface = async () => unavailable("Cube's own SQL interface");
export const shutdownInterface = async () => undefined;
export const execSql = async () => unavailable("Cube's own SQL interface");
export const sql4sql = async () => unavailable('SQL about SQL (format=sql)');
export const rest4sql = async () => unavailable('Converting SQL to a REST query');
export const buildSqlAndParams = () => unavailable('The Tesseract planner (CUBEJS_TESSERACT_SQL_PLANNER)');
export const transpileJs = async () => unavailable('Native transpilation');
export const transpileYaml = async () => unavailable('Native transpilation');
export const parseCubestoreResultMessage = async () => unavailable('Cube Store');
export const getFinalQueryResult = async () => unavailable('Results over REST');
export const getFinalQueryResultMulti = async () => unavailable('Results over REST');
export const getCubestoreResult = () => unavailable('Cube Store');
export const pythonLoadConfig = async () => unavailable('A Python configuration');

/** SQL for logs: literals and numbers replaced. */
export function redactSqlLiterals(sql: string): string {
  return sql.replace(/'(?:[^'\\]|\\.|'')*'/g, "'?'").replace(/\b\d+(?:\.\d+)?\b/g, '0');
}
