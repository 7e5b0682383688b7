package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.ninep.Attributes;
import io.jvisor.ninep.Standard;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.Inode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file that the gofer serves, with its attributes cached. In an exclusive tree nobody else
 * changes them; in a shared one they are asked for each time.
 */
abstract class GoferInode extends Inode {
  private static final long NANOS = 1_000_000_000L;

  final GoferFileSystem files;
  final InodeTable.Key key;
  private final FidCache.Slot slot = new FidCache.Slot();

  /** Guards the attributes; held while the gofer is asked for them. */
  final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final FileStatus attributes = new FileStatus();

  /** Copies of attributes, written under {@link #lock}. */
  private volatile int mode;

  private volatile int uid;
  private volatile int gid;

  /** Counts what was done that changes the host's attributes. */
  private final AtomicInteger changes = new AtomicInteger();

  /** The count of changes that {@link #attributes} include. Written under {@link #lock}. */
  private volatile int known;

  /** Where the file can be found; null for the root, and when it cannot. */
  private volatile Place place;

  /** A name in a directory; one object, so that both change together. */
  private record Place(DirectoryInode parent, String name) {}

  GoferInode(GoferFileSystem files, InodeTable.Key key, FileStatus status) {
    super(files);
    this.files = files;
    this.key = key;
    apply(status, 0);
  }

  @Override
  public final long number() {
    return key.number();
  }

  final long hostNumber() {
    return key.number();
  }

  @Override
  public final int mode() {
    return mode;
  }

  @Override
  public final int uid() {
    return uid;
  }

  @Override
  public final int gid() {
    return gid;
  }

  final FidCache.Slot fidSlot() {
    return slot;
  }

  /** The directory to walk from, or null. */
  final DirectoryInode parentForWalk() {
    Place present = place;
    return present == null ? null : present.parent;
  }

  final String nameForWalk() throws ErrnoException {
    Place present = place;
    if (present == null) {
      throw Errno.ESTALE.exception();
    }
    return present.name;
  }

  /** Notes where the file was found, or put. */
  final void setPlace(DirectoryInode parent, String name) {
    Place present = place;
    if (present == null || present.parent != parent || !present.name.equals(name)) {
      place = new Place(parent, name);
    }
  }

  /** Notes that a name is the file's no more. */
  final void forgetPlace(DirectoryInode parent, String name) {
    Place present = place;
    if (present != null && present.parent == parent && present.name.equals(name)) {
      place = null;
    }
  }

  /** Copies the attributes as they are known. */
  final void copyAttributes(FileStatus target) {
    lock.lock();
    try {
      Listing.copy(attributes, target);
    } finally {
      lock.unlock();
    }
  }

  /** The count of changes before the host is asked, for {@link #apply}. */
  final int changes() {
    return changes.get();
  }

  private boolean isStale() {
    return known != changes.get();
  }

  /**
   * Takes over what the host told.
   *
   * @param changesBefore {@link #changes} when it was asked: what was done since may be missing
   */
  final void apply(FileStatus status, int changesBefore) {
    lock.lock();
    try {
      Listing.copy(status, attributes);
      mode = status.mode;
      uid = status.uid;
      gid = status.gid;
      known = changesBefore;
    } finally {
      lock.unlock();
    }
  }

  /** Takes over what a look-up told, unless something was done that it may not include. */
  final void applyLookup(FileStatus status) {
    lock.lock();
    try {
      if (!isStale()) {
        apply(status, known);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Notes that the host changes attributes as a consequence of what it was told. */
  final void markStale() {
    if (!files.isServedReadOnly()) {
      changes.incrementAndGet();
      DirectoryInode parent = parentForWalk();
      if (parent != null) {
        parent.dropListing(); // it has a copy of the attributes
      }
    }
  }

  /** Asks the host. The lock is held. */
  void refresh(FileStatus target) throws ErrnoException {
    int fid = files.fids().pin(this);
    try {
      files.client().status(fid, target);
    } finally {
      files.fids().unpin(this);
    }
  }

  /** The size where the kernel knows better than the host's last word. */
  long currentSize(long told) {
    return told;
  }

  @Override
  public void status(FileStatus target) throws ErrnoException {
    lock.lock();
    try {
      if (isStale() || files.isShared()) {
        int before = changes();
        try {
          refresh(target);
          apply(target, before);
        } catch (ErrnoException e) {
          // Without a name it can be asked about no more; its last attributes stay.
          if (e.errno() != Errno.ESTALE && e.errno() != Errno.ENOENT) {
            throw e;
          }
        }
      }
      Listing.copy(attributes, target);
    } finally {
      lock.unlock();
    }
    target.device = files.deviceFor(key.device());
    target.size = currentSize(target.size);
  }

  /** One name less. */
  void unlinked(DirectoryInode parent, String name) {
    forgetPlace(parent, name);
    boolean gone;
    lock.lock();
    try {
      attributes.links = isDirectory() ? 0 : Math.max(0, attributes.links - 1);
      gone = attributes.links == 0;
    } finally {
      lock.unlock();
    }
    if (gone) {
      files.inodes().remove(key, this);
    } else {
      markStale();
    }
  }

  /** How many names there are, as far as is known. */
  final long links() {
    lock.lock();
    try {
      return attributes.links;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void setAttributes(Task task, AttributeChange change) throws ErrnoException {
    int valid = 0;
    valid |= change.has(AttributeChange.MODE) ? Attributes.MODE : 0;
    valid |= change.has(AttributeChange.UID) ? Attributes.UID : 0;
    valid |= change.has(AttributeChange.GID) ? Attributes.GID : 0;
    boolean access = change.has(AttributeChange.ACCESS_TIME);
    boolean modify = change.has(AttributeChange.MODIFY_TIME);
    valid |= access ? Attributes.ACCESS_TIME | Attributes.ACCESS_TIME_SET : 0;
    valid |= modify ? Attributes.MODIFY_TIME | Attributes.MODIFY_TIME_SET : 0;
    if (valid == 0) {
      return;
    }
    Standard.SetAttributes request =
        new Standard.SetAttributes(
            0,
            valid,
            change.mode & Stat.PERMISSIONS,
            change.uid,
            change.gid,
            0,
            Math.floorDiv(change.accessTime, NANOS),
            Math.floorMod(change.accessTime, NANOS),
            Math.floorDiv(change.modifyTime, NANOS),
            Math.floorMod(change.modifyTime, NANOS));
    int fid = files.fids().pin(this);
    try {
      files.client().setAttributes(fid, request);
    } finally {
      files.fids().unpin(this);
    }
    markStale();
    status(new FileStatus()); // mode, uid and gid are asked for without waiting
  }

  @Override
  public byte[] extendedAttribute(Task task, String name) throws ErrnoException {
    int type = mode & Stat.S_IFMT;
    MissingAttributes missing = files.missingAttributes();
    Errno expected = files.isShared() ? null : missing.answer(key.device(), type, name);
    if (expected != null && lacksAttributes()) {
      throw expected.exception();
    }
    int fid = files.fids().pin(this);
    try {
      return files.client().extendedAttribute(fid, name);
    } catch (ErrnoException e) {
      missing.remember(key.device(), type, name, e.errno());
      throw e;
    } finally {
      files.fids().unpin(this);
    }
  }

  /** Other names of the file could have given it some, without this directory's noticing. */
  private boolean lacksAttributes() {
    Place present = place;
    return present != null
        && (isDirectory() || links() == 1)
        && present.parent.lacksAttributes(present.name);
  }

  @Override
  public void setExtendedAttribute(Task task, String name, byte[] value, int flags)
      throws ErrnoException {
    int fid = files.fids().pin(this);
    try {
      files.client().setExtendedAttribute(fid, name, value, flags);
    } finally {
      files.fids().unpin(this);
    }
    markStale();
  }

  @Override
  public void removeExtendedAttribute(Task task, String name) throws ErrnoException {
    int fid = files.fids().pin(this);
    try {
      files.client().removeExtendedAttribute(fid, name);
    } finally {
      files.fids().unpin(this);
    }
    markStale();
  }

  @Override
  public List<String> extendedAttributes(Task task) throws ErrnoException {
    byte[] all;
    int fid = files.fids().pin(this);
    try {
      all = files.client().extendedAttributes(fid);
    } finally {
      files.fids().unpin(this);
    }
    List<String> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        names.add(new String(all, start, i - start, StandardCharsets.ISO_8859_1));
        start = i + 1;
      }
    }
    return names;
  }
}
