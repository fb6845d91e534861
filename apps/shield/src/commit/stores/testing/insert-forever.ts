import { writeSync } from 'node:fs';
import { databaseAddress } from '../../../database/database-address.js';
import { openDatabase } from '../../../database/open-database.js';
import { SqlCommitStore } from '../sql/sql-commit.store.js';
import { waitingRecord } from './waiting-record.js';

/*
 * A process to be killed: inserts one record after another into the database that its argument names, and tells the id
 * of each as soon as it counts as written. The write is synchronous, so that what is told was told before the death.
 */
const address = databaseAddress(process.argv[2] ?? '');
if (address.engine === 'memory') throw new Error('What is in memory does not outlive its process.');
const store = new SqlCommitStore(await openDatabase(address));
for (let index = 0; ; index++) {
  const id = `r${index}`;
  await store.insert(waitingRecord(id));
  writeSync(1, `${id}\n`);
}
