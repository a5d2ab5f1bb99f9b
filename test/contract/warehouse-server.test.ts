import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { openWarehouse } from '../../src/warehouse/open.js';
import { type ClickhouseServer, describeServer, startClickhouse } from '../support/clickhouse-server.js';
import { scratchDirectory } from '../support/scratch.js';
import { warehouseContract } from './warehouse-contract.js';

const dataDir = scratchDirectory();
const log = pino({ level: 'silent' });
let server: ClickhouseServer;

describeServer('a ClickHouse server', () => {
  warehouseContract(
    async () => {
      server = await startClickhouse({ directory: dataDir, user: 'tenure', password: 'p@ss/w:rd' });
      return openWarehouse({ config: { dataDir, clickhouseUrl: server.url }, log });
    },
    { engine: 'server' },
  );
  afterAll(() => server?.kill());

  const refused = (clickhouseUrl: string) => openWarehouse({ config: { dataDir, clickhouseUrl }, log });

  it('refuses a wrong password, a wrong database and a server that is not there, naming the setting', async () => {
    const message = expect.stringContaining('TENURE_CLICKHOUSE_URL');
    const wrongPassword = server.url.replace(/:[^:@]*@/, ':wrong@');
    await expect(refused(wrongPassword)).rejects.toMatchObject({ kind: 'CONFIG', message });
    await expect(refused(`${server.url}/other`)).rejects.toMatchObject({ kind: 'CONFIG', message });
    await expect(refused('http://127.0.0.1:9')).rejects.toMatchObject({ kind: 'CONFIG', message });
  });
});
