package io.jvisor.vfs;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.InotifyEvents;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.api.namespace.Namespace;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * A file of a file system, without its name. A new file system subclasses this and overrides what
 * its files can do; everything else has Linux's default error.
 *
 * <p>Names are strings of one char a byte (ISO 8859-1), never empty, {@code "."} or {@code ".."},
 * without a slash, at most 255 long. The caller has checked permissions, read-only mounts and types
 * (a {@code lookup} is made on directories only); it holds the write lock of each directory that
 * changes.
 */
public abstract class Inode {
  private static final AtomicIntegerFieldUpdater<Inode> USERS =
      AtomicIntegerFieldUpdater.newUpdater(Inode.class, "users");

  private static final AtomicIntegerFieldUpdater<Inode> WRITERS =
      AtomicIntegerFieldUpdater.newUpdater(Inode.class, "writers");

  private static final AtomicReferenceFieldUpdater<Inode, FileLocks> LOCKS =
      AtomicReferenceFieldUpdater.newUpdater(Inode.class, FileLocks.class, "locks");

  private static final AtomicReferenceFieldUpdater<Inode, InodeWatch[]> WATCHES =
      AtomicReferenceFieldUpdater.newUpdater(Inode.class, InodeWatch[].class, "watches");

  private final FileSystem fileSystem;

  /** Descriptions open for writing; below zero, processes that execute the file. */
  private volatile int writers;

  /** Open descriptions, mappings and whoever else called {@link #use}. */
  private volatile int users;

  /** Made with the first lock. */
  private volatile FileLocks locks;

  /** Who watches; null when nobody does, which is the rule. An array never changes. */
  private volatile InodeWatch[] watches;

  /** Whether the last name is gone, so that the last user ends the watches. */
  private volatile boolean endsWatches;

  /** An inode of a file system. */
  protected Inode(FileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  /** The file system. */
  public final FileSystem fileSystem() {
    return fileSystem;
  }

  /**
   * Counts a user that keeps the contents alive though every name may go: an open description, a
   * mapping.
   */
  public final void use() {
    USERS.incrementAndGet(this);
  }

  /** Counts a user less; the last one runs {@link #onUnused}. */
  public final void unuse() {
    if (USERS.decrementAndGet(this) == 0) {
      if (endsWatches) {
        endWatches(InotifyEvents.IN_DELETE_SELF);
      }
      onUnused();
    }
  }

  /**
   * Counts a description that is open for writing.
   *
   * @throws ErrnoException {@code ETXTBSY} when a process executes the file
   */
  final void beginWriting() throws ErrnoException {
    count(1);
  }

  /** Undoes {@link #beginWriting}. */
  final void endWriting() {
    WRITERS.decrementAndGet(this);
  }

  /**
   * Counts a process that executes the file, so that nobody opens it for writing.
   *
   * @throws ErrnoException {@code ETXTBSY} when it is open for writing
   */
  public final void beginExecuting() throws ErrnoException {
    count(-1);
  }

  /** Undoes {@link #beginExecuting}. */
  public final void endExecuting() {
    WRITERS.incrementAndGet(this);
  }

  /** Whether a process executes the file. */
  final boolean isExecuting() {
    return writers < 0;
  }

  private void count(int change) throws ErrnoException {
    for (; ; ) {
      int current = writers;
      if ((long) current * change < 0) {
        throw Errno.ETXTBSY.exception();
      }
      if (WRITERS.compareAndSet(this, current, current + change)) {
        return;
      }
    }
  }

  /** Whether a description or a mapping uses the file. */
  public final boolean isInUse() {
    return users > 0;
  }

  /**
   * Runs when the last user is gone, though a new one may come as long as the file has a name. Any
   * thread, no lock held. Objects that only names and caches refer to are not told when those go:
   * what they hold of the host must be freed by a {@link java.lang.ref.Cleaner}.
   */
  protected void onUnused() {}

  /** The advisory locks on the file. */
  public final FileLocks locks() {
    FileLocks present = locks;
    if (present == null) {
      LOCKS.compareAndSet(this, null, new FileLocks(this));
      present = locks;
    }
    return present;
  }

  /** Drops what an owner (description or descriptor table) has locked. */
  final void releaseLocks(Object owner) {
    FileLocks present = locks;
    if (present != null) {
      present.release(owner);
    }
  }

  /** Who watches, the youngest first, or null. The array is not to be changed. */
  final InodeWatch[] watches() {
    return watches;
  }

  final void addWatch(InodeWatch watch) {
    WATCHES.updateAndGet(
        this,
        old -> {
          InodeWatch[] more = new InodeWatch[old == null ? 1 : old.length + 1];
          more[0] = watch;
          if (old != null) {
            System.arraycopy(old, 0, more, 1, old.length);
          }
          return more;
        });
  }

  final void removeWatch(InodeWatch watch) {
    WATCHES.updateAndGet(
        this,
        old -> {
          if (old == null) {
            return null;
          }
          InodeWatch[] less =
              Arrays.stream(old).filter(each -> each != watch).toArray(InodeWatch[]::new);
          return less.length == 0 ? null : less;
        });
  }

  /** Ends the watches, at once or when the last user of the file goes. */
  final void endWatchesWhenUnused() {
    endsWatches = true;
    if (!isInUse()) {
      endWatches(InotifyEvents.IN_DELETE_SELF);
    }
  }

  private void endWatches(int event) {
    InodeWatch[] ending = WATCHES.getAndSet(this, null);
    if (ending != null) {
      for (InodeWatch watch : ending) {
        watch.stop();
        watch.ended(event);
      }
    }
  }

  /** The inode number. */
  public abstract long number();

  /** Type and permissions, without asking anybody who could block. */
  public abstract int mode();

  /** The owner. */
  public abstract int uid();

  /** The group. */
  public abstract int gid();

  /** Whether this is a directory. */
  public final boolean isDirectory() {
    return (mode() & Stat.S_IFMT) == Stat.S_IFDIR;
  }

  /** Whether this is a symbolic link. */
  public final boolean isSymbolicLink() {
    return (mode() & Stat.S_IFMT) == Stat.S_IFLNK;
  }

  /** Whether this is a regular file. */
  public final boolean isRegular() {
    return (mode() & Stat.S_IFMT) == Stat.S_IFREG;
  }

  /**
   * Notes that the file was read, or a link followed. The mount asks for it; whether the time stamp
   * is due by {@code relatime} ({@link AccessTimes#isDue}) the file system decides. Cheap when not.
   */
  public void accessed(Task task) {}

  /** Fills in what {@code stat(2)} tells. */
  public abstract void status(FileStatus status) throws ErrnoException;

  /**
   * Opens the file. Permissions are checked, {@code O_CREAT}, {@code O_EXCL} and {@code O_TRUNC}
   * are done; {@code O_PATH} does not come here.
   *
   * @param path the name it was opened by
   * @param flags access mode and status flags
   */
  public abstract OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException;

  /** Finds a file in this directory, or throws {@code ENOENT}. */
  public Inode lookup(Task task, String name) throws ErrnoException {
    throw Errno.ENOTDIR.exception();
  }

  /**
   * Makes a file that is not a directory or a link.
   *
   * @param mode type and permissions, the umask applied
   * @param device for device files, as {@code makedev(3)} encodes it
   * @param owner the new file's {@code fsuid} and {@code fsgid}; a set-group-id directory's group
   *     has been applied
   */
  public Inode createNode(Task task, String name, int mode, long device, Owner owner)
      throws ErrnoException {
    throw Errno.EPERM.exception();
  }

  /** Makes a directory. */
  public Inode createDirectory(Task task, String name, int mode, Owner owner)
      throws ErrnoException {
    throw Errno.EPERM.exception();
  }

  /** Makes a symbolic link. */
  public Inode createSymbolicLink(Task task, String name, String target, Owner owner)
      throws ErrnoException {
    throw Errno.EPERM.exception();
  }

  /**
   * Makes a file without a name: {@code O_TMPFILE}.
   *
   * @param linkable whether it may get a name later; not with {@code O_EXCL}
   */
  public Inode createUnnamed(Task task, int mode, Owner owner, boolean linkable)
      throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /** Gives a file of the same file system another name in this directory. */
  public void link(Task task, String name, Inode file) throws ErrnoException {
    throw Errno.EPERM.exception();
  }

  /** Removes the name of a file that is not a directory. */
  public void unlink(Task task, String name, Inode file) throws ErrnoException {
    throw Errno.EPERM.exception();
  }

  /** Removes an empty directory, or throws {@code ENOTEMPTY}. */
  public void removeDirectory(Task task, String name, Inode directory) throws ErrnoException {
    throw Errno.EPERM.exception();
  }

  /**
   * Renames a file of this directory. Loops, types and sticky bits have been checked.
   *
   * @param target the file that the new name has so far, or null
   * @param flags {@code RENAME_EXCHANGE} or 0; {@code RENAME_NOREPLACE} has been dealt with
   * @throws ErrnoException {@code ENOTEMPTY} when a directory would be replaced that has entries;
   *     {@code EINVAL} for flags it cannot do
   */
  public void rename(
      Task task,
      String name,
      Inode file,
      Inode newDirectory,
      String newName,
      Inode target,
      int flags)
      throws ErrnoException {
    throw Errno.EPERM.exception();
  }

  /** The target of a symbolic link. */
  public String readLink(Task task) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  /** The namespace that the file stands for; null for all files but those of nsfs. */
  public Namespace namespace() {
    return null;
  }

  /**
   * Where a magic link leads without regard to names, such as {@code /proc/self/fd/3}; null for an
   * ordinary link.
   */
  public VfsPath magicTarget(Task task) throws ErrnoException {
    return null;
  }

  /** Changes attributes; permissions have been checked. */
  public void setAttributes(Task task, AttributeChange change) throws ErrnoException {
    throw Errno.EPERM.exception();
  }

  /** The value of an extended attribute. */
  public byte[] extendedAttribute(Task task, String name) throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /** Sets an extended attribute; {@code flags} are those of {@code setxattr(2)}. */
  public void setExtendedAttribute(Task task, String name, byte[] value, int flags)
      throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /** Removes an extended attribute. */
  public void removeExtendedAttribute(Task task, String name) throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /** The names of all extended attributes. */
  public List<String> extendedAttributes(Task task) throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /**
   * Whether this directory or file may be used in a way that mode bits do not tell; called after
   * them.
   *
   * @param access {@code R_OK}, {@code W_OK}, {@code X_OK} bits
   */
  public void checkAccess(Task task, Credentials credentials, int access) throws ErrnoException {}
}
