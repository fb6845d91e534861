import { MemoryDeliveryStore } from '../../../../webhook/stores/memory/memory-delivery.store.js';
import { commitStoreContract } from '../commit-store.contract.js';
import { MemoryCommitStore } from './memory-commit.store.js';

commitStoreContract('memory', () => Promise.resolve(new MemoryCommitStore(new MemoryDeliveryStore())));
