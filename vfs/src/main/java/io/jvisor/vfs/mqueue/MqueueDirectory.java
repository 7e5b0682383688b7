package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.vfs.DirectoryFile;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.VfsPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The root directory: all queues of a namespace. Names change with the directory's write lock held
 * by the caller; the tables have the object's lock as well, for listings.
 */
final class MqueueDirectory extends MqueueNode {
  private static final Owner ROOT = new Owner(0, 0);

  /** What {@code st_size} counts for a name: {@code DIRENT_SIZE}. */
  private static final int ENTRY_SIZE = 20;

  private record Entry(String name, MqueueInode inode, long offset) {}

  /** Guarded by {@link #lock}, as are the next two. */
  private final Map<String, Entry> byName = new HashMap<>();

  private final TreeMap<Long, Entry> byOffset = new TreeMap<>();
  private long nextOffset = 1L << 8;

  /** Guarded by {@link #lock}. */
  private boolean isClosed;

  MqueueDirectory(MqueueFileSystem fileSystem) {
    super(fileSystem, Stat.S_IFDIR | Stat.S_ISVTX | 0777, ROOT);
  }

  @Override
  protected long links() {
    return 2;
  }

  @Override
  long size() {
    lock.lock();
    try {
      return (long) byName.size() * ENTRY_SIZE;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Inode lookup(Task task, String name) throws ErrnoException {
    lock.lock();
    try {
      Entry entry = byName.get(name);
      if (entry == null) {
        throw Errno.ENOENT.exception();
      }
      return entry.inode;
    } finally {
      lock.unlock();
    }
  }

  /** {@code open(2)} makes queues of the default size. */
  @Override
  public Inode createNode(Task task, String name, int mode, long device, Owner owner)
      throws ErrnoException {
    if ((mode & Stat.S_IFMT) != Stat.S_IFREG) {
      throw Errno.EPERM.exception();
    }
    return create(task, name, mode, owner, mqueues().limits().defaults());
  }

  /** Makes a queue. */
  MqueueInode create(Task task, String name, int mode, Owner owner, MqueueAttributes attributes)
      throws ErrnoException {
    MqueueInode made = mqueues().newQueue(task, mode, owner, attributes);
    boolean closed;
    lock.lock();
    try {
      closed = isClosed;
      if (!closed) {
        Entry entry = new Entry(name, made, nextOffset++);
        byName.put(name, entry);
        byOffset.put(entry.offset, entry);
      }
    } finally {
      lock.unlock();
    }
    if (closed) {
      made.loseName();
      throw Errno.EACCES.exception();
    }
    touch(true);
    return made;
  }

  @Override
  public void unlink(Task task, String name, Inode file) {
    lock.lock();
    try {
      Entry entry = byName.remove(name);
      if (entry == null) {
        return; // closed in between
      }
      byOffset.remove(entry.offset);
    } finally {
      lock.unlock();
    }
    touch(true);
    ((MqueueInode) file).loseName();
  }

  /** Takes all names away, and lets nobody give new ones. */
  void close() {
    List<Entry> entries;
    lock.lock();
    try {
      isClosed = true;
      entries = List.copyOf(byName.values());
      byName.clear();
      byOffset.clear();
    } finally {
      lock.unlock();
    }
    for (Entry entry : entries) {
      entry.inode.loseName();
    }
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) {
    return new Listing(path, flags);
  }

  private final class Listing extends DirectoryFile {
    Listing(VfsPath path, int flags) {
      super(path, flags);
    }

    @Override
    protected void list(Task task, long from, DirectorySink sink) {
      List<Entry> entries;
      lock.lock();
      try {
        entries = new ArrayList<>(byOffset.tailMap(from, true).values());
      } finally {
        lock.unlock();
      }
      for (Entry entry : entries) {
        int type = Stat.directoryType(Stat.S_IFREG);
        if (!sink.add(entry.name, entry.inode.number(), type, entry.offset + 1)) {
          return;
        }
      }
    }
  }
}
