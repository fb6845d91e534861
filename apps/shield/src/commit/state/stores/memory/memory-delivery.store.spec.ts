import { MemoryCommitStore } from './memory-commit.store.js';
import { deliveryStoreContract } from '../delivery-store.contract.js';
import { MemoryDeliveryStore } from '../../../../webhook/stores/memory/memory-delivery.store.js';

deliveryStoreContract('memory', () => {
  const deliveries = new MemoryDeliveryStore();
  return Promise.resolve({ deliveries, commits: new MemoryCommitStore(deliveries) });
});
