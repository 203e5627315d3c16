import type { Bus, BusMessages, BusTopic } from './bus.ts';

type Listeners = { [T in BusTopic]: Set<(message: BusMessages[T]) => void> };

/**
 * The bus of one process. Messages of a topic reach every listener in the order of publication, after the publisher's
 * own synchronous code has finished, so that a listener never runs in the middle of a publisher's work.
 */
export function createInMemoryBus(): Bus {
  const listeners: Listeners = {
    activity: new Set(),
    access: new Set(),
    draft: new Set(),
    presence: new Set(),
    webhook: new Set(),
  };

  return {
    publish(topic, message) {
      for (const listener of listeners[topic]) {
        queueMicrotask(() => {
          // It may have unsubscribed since: then it gets nothing any more.
          if (listeners[topic].has(listener)) listener(message);
        });
      }
    },
    subscribe(topic, listener) {
      // A wrapper of its own, so that the same function subscribed twice is two subscriptions.
      const subscription: typeof listener = (message) => listener(message);
      listeners[topic].add(subscription);
      return () => {
        listeners[topic].delete(subscription);
      };
    },
    close() {
      for (const subscriptions of Object.values(listeners)) subscriptions.clear();
      return Promise.resolve();
    },
  };
}
