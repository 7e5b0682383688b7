package io.jvisor.kernel.api.namespace;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** How many namespaces the users of a user namespace have made, in it and further inside. */
final class NamespaceCounts {
  private static final HeapShare HEAP = new HeapShare(24);

  private record Key(NamespaceKind kind, int uid) {}

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}, a leaf. */
  private final Map<Key, Integer> counts = new HashMap<>();

  void add(NamespaceKind kind, int uid, long heapBytes) throws ErrnoException {
    Key key = new Key(kind, uid);
    lock.lock();
    try {
      int count = counts.getOrDefault(key, 0);
      if (count >= Namespace.MOST_OF_USER || !HEAP.tryTake(heapBytes)) {
        throw Errno.ENOSPC.exception();
      }
      counts.put(key, count + 1);
    } finally {
      lock.unlock();
    }
  }

  void remove(NamespaceKind kind, int uid, long heapBytes) {
    HEAP.give(heapBytes);
    lock.lock();
    try {
      counts.computeIfPresent(new Key(kind, uid), (_, count) -> count == 1 ? null : count - 1);
    } finally {
      lock.unlock();
    }
  }
}
