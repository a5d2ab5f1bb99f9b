import { pino } from 'pino';
import { openWarehouse } from '../../src/warehouse/open.js';
import { scratchDirectory } from '../support/scratch.js';
import { warehouseContract } from './warehouse-contract.js';

const dataDir = scratchDirectory();
warehouseContract(
  () => openWarehouse({ config: { dataDir, clickhouseUrl: undefined }, log: pino({ level: 'silent' }) }),
  { engine: 'embedded' },
);
