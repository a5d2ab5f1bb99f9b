import pg from 'pg';

/** The rows of a statement as the SQL port gives them to this user, every value as text. */
export async function overTheWire(
  { sqlPort, password }: { readonly sqlPort: number; readonly password: string },
  user: string,
  sql: string,
): Promise<(string | null)[][]> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: sqlPort,
    user,
    password,
    database: 'tenure',
    types: { getTypeParser: () => (text: string) => text },
  });
  await client.connect();
  try {
    return (await client.query<(string | null)[]>({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}
