import type { Delivery, DeliveryClaim, DeliveryStore } from '../../delivery-store.port.js';

/** In-memory delivery store for tests and trials; nothing survives the process. */
export class MemoryDeliveryStore implements DeliveryStore {
  private readonly deliveries = new Map<string, Delivery>();

  /** For the commit store. */
  add(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) this.deliveries.set(delivery.id, delivery);
  }

  claim({ url, now, until, limit }: DeliveryClaim): Promise<Delivery[]> {
    const due = [...this.deliveries.values()]
      .filter((delivery) => delivery.url === url && delivery.dueAt <= now)
      .sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
    const claimed = due.map((delivery) => ({ ...delivery, dueAt: until, attempts: delivery.attempts + 1 }));
    this.add(claimed);
    return Promise.resolve(claimed);
  }

  postpone(id: string, dueAt: number): Promise<void> {
    const delivery = this.deliveries.get(id);
    if (delivery) this.add([{ ...delivery, dueAt }]);
    return Promise.resolve();
  }

  remove(id: string): Promise<void> {
    this.deliveries.delete(id);
    return Promise.resolve();
  }

  removeCreatedBefore(time: number): Promise<Delivery[]> {
    const old = [...this.deliveries.values()].filter(({ createdAt }) => createdAt < time);
    old.forEach(({ id }) => this.deliveries.delete(id));
    return Promise.resolve(old);
  }

  count(): Promise<number> {
    return Promise.resolve(this.deliveries.size);
  }
}
