package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.mm.AnonymousMemory;
import io.jvisor.kernel.core.mm.SegmentRequest;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The shared memory segments of a namespace: {@code shmget(2)}, {@code shmop(2)}, {@code
 * shmctl(2)}.
 */
public final class SharedSegments {
  /** {@code SHMMNI}; of segments that one process attaches there is no limit of its own. */
  public static final int DEFAULT_LIMIT = 4096;

  private static final HeapShare SHARE = new HeapShare(32);

  /** What a segment takes of the heap, without its page table. */
  private static final int COST = 384;

  /** {@code ULONG_MAX - (1UL << 24)}: no limit, with room for sums. */
  private static final long UNLIMITED = -1L - (1L << 24);

  private static final int SHM_HUGETLB = 04000;

  /** Where the flags have the binary logarithm of the size of huge pages: 0, 2 MiB or 1 GiB. */
  private static final int HUGE_SHIFT = 26;

  private static final int HUGE_MASK = 0x3f;

  /** The device that Linux shows for segments in {@code /proc/PID/maps}. */
  private static final long DEVICE = 1;

  /** What {@code shmctl(2)} tells of a segment. */
  public record Status(
      IpcPermissions permissions,
      long size,
      long attachTime,
      long detachTime,
      long changeTime,
      ProcessId creator,
      ProcessId lastProcess,
      long attached,
      long presentPages) {}

  private final UserNamespace owner;
  private final MemoryFile memory;
  private final Clock clock;
  private final IpcTable<SharedSegment> table = new IpcTable<>(DEFAULT_LIMIT);

  /** Of all segments. */
  private final AtomicLong pages = new AtomicLong();

  /** {@code SHMMAX}, bytes of one segment, unsigned. */
  private volatile long mostBytes = UNLIMITED;

  /** {@code SHMALL}, pages of all segments, unsigned. */
  private volatile long mostPages = UNLIMITED;

  SharedSegments(MemoryFile memory, Clock clock, UserNamespace owner) {
    this.owner = owner;
    this.memory = memory;
    this.clock = clock;
  }

  /** Ids and keys. */
  public IpcTable<SharedSegment> table() {
    return table;
  }

  /** Pages of all segments, touched or not. */
  public long pages() {
    return pages.get();
  }

  /** Pages of all segments that were touched. */
  public long presentPages() {
    long[] sum = new long[1];
    table.forEach(segment -> sum[0] += segment.presentPages());
    return sum[0];
  }

  /** {@code SHMMAX}, unsigned. */
  public long mostBytes() {
    return mostBytes;
  }

  /** {@code SHMALL}, unsigned. */
  public long mostPages() {
    return mostPages;
  }

  /** {@code SHMMNI}. */
  public int mostSegments() {
    return table.limit();
  }

  void setMostBytes(long bytes) {
    mostBytes = bytes;
  }

  void setMostPages(long limit) {
    mostPages = limit;
  }

  long seconds() {
    return clock.realtimeNanos() / IpcNamespace.NANOS_PER_SECOND;
  }

  static long pages(long bytes) {
    return (bytes + MemoryFile.PAGE_SIZE - 1) >>> MemoryFile.PAGE_SHIFT;
  }

  /** {@code shmget(2)}. */
  public int get(Task task, int key, long size, int flags) throws ErrnoException {
    Credentials caller = task.credentials();
    return table.get(
        caller,
        key,
        flags,
        () -> make(IpcPermissions.of(key, flags, caller, owner), size, flags, task.processId()),
        present -> {
          if (Long.compareUnsigned(present.size(), size) < 0) {
            throw Errno.EINVAL.exception();
          }
        });
  }

  private SharedSegment make(IpcPermissions permissions, long size, int flags, ProcessId creator)
      throws ErrnoException {
    if (size == 0 || Long.compareUnsigned(size, mostBytes) > 0) {
      throw Errno.EINVAL.exception();
    }
    long count = pages(size);
    if (Long.compareUnsigned(count << MemoryFile.PAGE_SHIFT, size) < 0
        || Long.compareUnsigned(pages.get() + count, mostPages) > 0) {
      throw Errno.ENOSPC.exception();
    }
    int huge = (flags & SHM_HUGETLB) == 0 ? 0 : flags >>> HUGE_SHIFT & HUGE_MASK;
    if (huge != 0 && huge != 21 && huge != 30) {
      throw Errno.EINVAL.exception();
    }
    // No huge pages are reserved. What could never be touched is refused even without reservation.
    if ((flags & SHM_HUGETLB) != 0 || count > memory.totalFrames() || !SHARE.tryTake(COST)) {
      throw Errno.ENOMEM.exception();
    }
    pages.addAndGet(count);
    return new SharedSegment(this, permissions, new AnonymousMemory(memory, count), size, creator);
  }

  void disposed(SharedSegment segment) {
    pages.addAndGet(-segment.pages());
    SHARE.give(COST);
  }

  /** Takes out what is removed and nobody is attached to any more. Its lock is not held. */
  void dropLeft(SharedSegment segment) {
    table.remove(segment);
    segment.dispose();
  }

  /**
   * {@code shmat(2)}, for what the flags mean.
   *
   * @param address where to, a multiple of the page size, or 0 for anywhere
   * @param protection {@code PROT_*} bits
   * @param wish what the mode of the segment must allow
   * @param replaces whether what is mapped there goes
   * @return the address
   */
  public long attach(
      KernelTask task, int id, long address, int protection, int wish, boolean replaces)
      throws ErrnoException {
    SharedSegment segment = table.find(id);
    segment.check(task.credentials(), wish);
    segment.pin();
    try {
      boolean writable = (wish & IpcPermissions.WRITE) != 0;
      return task.mm()
          .attach(
              task,
              new SegmentRequest(
                  segment,
                  segment.displayName(),
                  DEVICE,
                  id,
                  segment.size(),
                  address,
                  protection,
                  writable,
                  replaces));
    } finally {
      segment.unpin();
    }
  }

  /** {@code IPC_RMID}. */
  public void remove(Task task, int id) throws ErrnoException {
    SharedSegment segment = table.find(id);
    int key = segment.permissions().key();
    boolean gone;
    segment.lock.lock();
    try {
      segment.checkOwner(task.credentials());
      segment.checkPresent();
      gone = segment.retire();
    } finally {
      segment.lock.unlock();
    }
    table.freeKey(key, segment);
    if (gone) {
      dropLeft(segment);
    }
  }

  /** Removes all: the namespace has ended. */
  void removeAll() {
    table.forEach(
        segment -> {
          boolean gone;
          segment.lock.lock();
          try {
            gone = segment.retire();
          } finally {
            segment.lock.unlock();
          }
          if (gone) {
            dropLeft(segment);
          }
        });
  }

  /** {@code IPC_SET}. */
  public void change(Task task, int id, int uid, int gid, int mode) throws ErrnoException {
    SharedSegment segment = table.find(id);
    segment.lock.lock();
    try {
      segment.checkOwner(task.credentials());
      segment.checkPresent();
      segment.change(uid, gid, mode, seconds());
    } finally {
      segment.lock.unlock();
    }
  }

  /** {@code SHM_LOCK} and {@code SHM_UNLOCK}: kept, and shown; nothing is ever swapped. */
  public void setLocked(Task task, int id, boolean locked) throws ErrnoException {
    SharedSegment segment = table.find(id);
    Credentials caller = task.credentials();
    segment.lock.lock();
    try {
      segment.checkPresent();
      if (!caller.has(Capability.IPC_LOCK, owner)) {
        checkMayLock(task, segment, locked);
      }
      int mode = segment.permissions().mode() & ~SharedSegment.LOCKED;
      segment.setPermissions(
          segment.permissions().withMode(locked ? mode | SharedSegment.LOCKED : mode));
    } finally {
      segment.lock.unlock();
    }
  }

  private static void checkMayLock(Task task, SharedSegment segment, boolean locked)
      throws ErrnoException {
    IpcPermissions permissions = segment.permissions();
    int user = task.credentials().euid();
    long limit = task.softLimit(Resource.RLIMIT_MEMLOCK);
    if ((user != permissions.uid() && user != permissions.creatorUid()) || (locked && limit == 0)) {
      throw Errno.EPERM.exception();
    }
    if (locked && limit >= 0 && segment.size() > limit) {
      throw Errno.ENOMEM.exception();
    }
  }

  /** {@code IPC_STAT}. */
  public Status status(SharedSegment segment) throws ErrnoException {
    segment.lock.lock();
    try {
      segment.checkPresent();
      return segment.status();
    } finally {
      segment.lock.unlock();
    }
  }
}
