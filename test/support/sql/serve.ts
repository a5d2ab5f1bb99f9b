// Opens the test door and keeps it open, to try clients by hand: npx tsx test/support/sql/serve.ts
import { openTestDoor } from './test-door.js';

const t = await openTestDoor();
console.log('ready', t.door.port);
process.on('SIGTERM', () => t.close().then(() => process.exit(0)));
process.on('SIGINT', () => t.close().then(() => process.exit(0)));
