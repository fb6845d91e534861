import { writeSync } from 'node:fs';
import { databaseAddress } from '../../../../platform/database/database-address.js';
import { openDatabase } from '../../../../platform/database/open-database.js';
import { SqlCommitStore } from '../sql/sql-commit.store.js';
import { waitingRecord } from './waiting-record.js';

/*
 * A process for the test to kill: inserts records one by one into the database in its argument, and prints each id as
 * soon as its record is written. The output is synchronous, so that no printed id is lost at the kill.
 */
const address = databaseAddress(process.argv[2] ?? '');
if (address.engine === 'memory') throw new Error('Records in memory do not survive the process.');
const store = new SqlCommitStore(await openDatabase(address));
for (let index = 0; ; index++) {
  const id = `r${index}`;
  await store.insert(waitingRecord(id));
  writeSync(1, `${id}\n`);
}
