import { ProcessTaskLock } from './process-task.lock.js';
import { taskLockContract } from './task-lock.contract.js';

taskLockContract('one process', () => new ProcessTaskLock());
