package io.jvisor.vfs.proc;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Directories that are made when they are looked up, by id, for as long as anybody refers to them:
 * whoever is in one and whoever looks it up see the same. They keep nothing alive. Any thread.
 *
 * @param <T> the directories
 */
final class KnownDirectories<T> {
  private final ConcurrentHashMap<Integer, Known<T>> known = new ConcurrentHashMap<>();
  private final ReferenceQueue<T> forgotten = new ReferenceQueue<>();

  private static final class Known<T> extends WeakReference<T> {
    final int id;

    Known(T directory, int id, ReferenceQueue<T> queue) {
      super(directory, queue);
      this.id = id;
    }
  }

  /** The directory of an id; null for one that nobody refers to. */
  T get(int id) {
    Known<T> entry = known.get(id);
    return entry == null ? null : entry.get();
  }

  /** Makes a directory known, in the place of another of that id. */
  void put(int id, T directory) {
    known.put(id, new Known<>(directory, id, forgotten));
    for (Reference<?> gone = forgotten.poll(); gone != null; gone = forgotten.poll()) {
      Known<?> entry = (Known<?>) gone;
      known.remove(entry.id, entry);
    }
  }
}
