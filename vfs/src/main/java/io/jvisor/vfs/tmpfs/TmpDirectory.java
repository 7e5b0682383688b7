package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.RenameFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.Sealable;
import io.jvisor.vfs.VfsPath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A directory. Names change with the directory's write lock held by the caller; the tables have the
 * object's lock as well, for listings, which take no other lock.
 */
final class TmpDirectory extends TmpInode {
  /** What {@code st_size} counts for a name: {@code BOGO_DIRENT_SIZE}. */
  private static final int ENTRY_SIZE = 20;

  /** Where offsets begin, downwards. */
  private static final long LAST_OFFSET = 1L << 48;

  private record Entry(String name, TmpInode inode, long offset) {}

  /** Guarded by this. */
  private final Map<String, Entry> byName = new HashMap<>();

  /** Youngest first, as Linux lists them. Guarded by this. */
  private final TreeMap<Long, Entry> byOffset = new TreeMap<>();

  /** Guarded by this. */
  private long nextOffset = LAST_OFFSET;

  TmpDirectory(TmpFileSystem fileSystem, int mode, Owner owner) throws ErrnoException {
    super(fileSystem, mode, owner);
    adjustLinks(2);
  }

  @Override
  void addSizes(FileStatus status) {
    lock.lock();
    try {
      status.size = (byName.size() + 2L) * ENTRY_SIZE;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) {
    return new TmpDirectoryFile(path, this, flags);
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

  /** Adds a name whose heap share has been taken. */
  private void put(String name, TmpInode inode) {
    lock.lock();
    try {
      Entry entry = new Entry(name, inode, nextOffset--);
      byName.put(name, entry);
      byOffset.put(entry.offset, entry);
    } finally {
      lock.unlock();
    }
    changed(true);
  }

  private void take(String name) {
    lock.lock();
    try {
      Entry entry = byName.remove(name);
      byOffset.remove(entry.offset);
    } finally {
      lock.unlock();
    }
    changed(true);
  }

  /** Gives a fresh inode its name; the inode goes when the name cannot be had. */
  private <T extends TmpInode> T named(String name, T inode) throws ErrnoException {
    try {
      HeapBudget.take(name.length());
    } catch (ErrnoException e) {
      inode.removeLinks(inode.isDirectory() ? 2 : 0);
      throw e;
    }
    if (!inode.isDirectory()) {
      inode.adjustLinks(1);
    }
    put(name, inode);
    return inode;
  }

  @Override
  public Inode createNode(Task task, String name, int mode, long device, Owner owner)
      throws ErrnoException {
    if ((mode & Stat.S_IFMT) == Stat.S_IFREG) {
      return named(name, new TmpRegular(tmpfs(), mode, owner, Sealable.F_SEAL_SEAL));
    }
    return named(name, new TmpSpecial(tmpfs(), mode, device, owner));
  }

  @Override
  public Inode createDirectory(Task task, String name, int mode, Owner owner)
      throws ErrnoException {
    TmpDirectory made = named(name, new TmpDirectory(tmpfs(), mode, owner));
    adjustLinks(1);
    return made;
  }

  @Override
  public Inode createSymbolicLink(Task task, String name, String target, Owner owner)
      throws ErrnoException {
    return named(name, new TmpSymbolicLink(tmpfs(), target, owner));
  }

  @Override
  public Inode createUnnamed(Task task, int mode, Owner owner, boolean linkable)
      throws ErrnoException {
    TmpRegular file = new TmpRegular(tmpfs(), mode, owner, Sealable.F_SEAL_SEAL);
    if (linkable) {
      file.setLinkable();
    }
    return file;
  }

  @Override
  public void link(Task task, String name, Inode file) throws ErrnoException {
    TmpInode inode = (TmpInode) file;
    HeapBudget.take(HeapBudget.ENTRY + (long) name.length());
    boolean done = false;
    try {
      inode.addLink();
      done = true;
    } finally {
      if (!done) {
        HeapBudget.give(HeapBudget.ENTRY + (long) name.length());
      }
    }
    put(name, inode);
    inode.changed(false);
  }

  @Override
  public void unlink(Task task, String name, Inode file) {
    TmpInode inode = (TmpInode) file;
    take(name);
    drop(name, inode);
  }

  /** Undoes what a name of a file that is no directory took. */
  private static void drop(String name, TmpInode inode) {
    boolean last = inode.linkCount() == 1;
    HeapBudget.give(last ? name.length() : HeapBudget.ENTRY + (long) name.length());
    inode.changed(false);
    inode.removeLinks(1);
  }

  @Override
  public void removeDirectory(Task task, String name, Inode directory) throws ErrnoException {
    TmpDirectory victim = (TmpDirectory) directory;
    victim.checkEmpty();
    take(name);
    dropDirectory(name, victim);
  }

  private void dropDirectory(String name, TmpDirectory victim) {
    HeapBudget.give(name.length());
    adjustLinks(-1);
    victim.changed(false);
    victim.removeLinks(2);
  }

  private void checkEmpty() throws ErrnoException {
    lock.lock();
    try {
      if (!byName.isEmpty()) {
        throw Errno.ENOTEMPTY.exception();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void rename(
      Task task,
      String name,
      Inode file,
      Inode newDirectory,
      String newName,
      Inode target,
      int flags)
      throws ErrnoException {
    TmpInode inode = (TmpInode) file;
    TmpInode replaced = (TmpInode) target;
    TmpDirectory to = (TmpDirectory) newDirectory;
    if ((flags & RenameFlags.RENAME_EXCHANGE) != 0) {
      exchange(name, inode, to, newName, replaced);
      return;
    }
    if (replaced instanceof TmpDirectory directory) {
      directory.checkEmpty();
    }
    int growth = newName.length() - name.length();
    if (growth > 0) {
      HeapBudget.take(growth);
    } else {
      HeapBudget.give(-growth);
    }
    if (replaced != null) {
      to.take(newName);
    }
    take(name);
    to.put(newName, inode);
    if (inode.isDirectory() && to != this) {
      adjustLinks(-1);
      to.adjustLinks(1);
    }
    inode.changed(false);
    if (replaced instanceof TmpDirectory directory) {
      to.dropDirectory(newName, directory);
    } else if (replaced != null) {
      drop(newName, replaced);
    }
  }

  private void exchange(
      String name, TmpInode inode, TmpDirectory to, String newName, TmpInode other) {
    take(name);
    to.take(newName);
    to.put(newName, inode);
    put(name, other);
    int moved = (inode.isDirectory() ? 1 : 0) - (other.isDirectory() ? 1 : 0);
    adjustLinks(-moved);
    to.adjustLinks(moved);
    inode.changed(false);
    other.changed(false);
  }

  /** Lists names from an offset on; the sink runs without the lock. */
  void list(long from, DirectorySink sink) {
    for (long next = from; ; ) {
      List<Entry> batch = new ArrayList<>(64);
      lock.lock();
      try {
        for (Entry entry : byOffset.tailMap(next, true).values()) {
          batch.add(entry);
          if (batch.size() == 64) {
            break;
          }
        }
      } finally {
        lock.unlock();
      }
      for (Entry entry : batch) {
        int type = Stat.directoryType(entry.inode.mode());
        if (!sink.add(entry.name, entry.inode.number(), type, entry.offset + 1)) {
          return;
        }
        next = entry.offset + 1;
      }
      if (batch.size() < 64) {
        return;
      }
    }
  }

  /** Gives back everything below, when the file system is gone. */
  void removeTree() {
    ArrayDeque<TmpDirectory> left = new ArrayDeque<>();
    left.add(this);
    for (TmpDirectory at = left.poll(); at != null; at = left.poll()) {
      List<Entry> entries;
      at.lock.lock();
      try {
        entries = List.copyOf(at.byName.values());
        at.byName.clear();
        at.byOffset.clear();
      } finally {
        at.lock.unlock();
      }
      for (Entry entry : entries) {
        if (entry.inode instanceof TmpDirectory directory) {
          HeapBudget.give(entry.name.length());
          left.add(directory);
        } else {
          drop(entry.name, entry.inode);
        }
      }
      at.adjustLinks(-at.linkCount());
      at.removeLinks(0);
    }
  }
}
