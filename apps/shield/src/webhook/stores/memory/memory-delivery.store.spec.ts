import { MemoryCommitStore } from '../../../commit/stores/memory/memory-commit.store.js';
import { deliveryStoreContract } from '../../delivery-store.contract.js';
import { MemoryDeliveryStore } from './memory-delivery.store.js';

deliveryStoreContract('memory', () => {
  const deliveries = new MemoryDeliveryStore();
  return Promise.resolve({ deliveries, commits: new MemoryCommitStore(deliveries) });
});
