package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.kernel.core.mm.AnonymousMemory;

/**
 * A shared memory segment: {@code shmget(2)}. Each area that maps a part of it counts as attached,
 * as on Linux, so that a segment of which a hole was cut is attached twice.
 *
 * <p>The fields are guarded by the lock of the object, which is taken with the lock of an address
 * space held when areas come and go.
 */
public final class SharedSegment extends IpcObject implements Mappable {
  /** {@code SHM_DEST} in the mode: to be removed when nobody is attached any more. */
  public static final int DESTROY = 01000;

  /** {@code SHM_LOCKED} in the mode. */
  public static final int LOCKED = 02000;

  private final SharedSegments segments;
  private final AnonymousMemory memory;
  private final long size;
  private final ProcessId creator;

  /** Areas, and calls that are about to make one. */
  private long attached;

  /** The process that attached or detached last. */
  private ProcessId lastProcess = ProcessId.NONE;

  private long attachTime;
  private long detachTime;

  SharedSegment(
      SharedSegments segments,
      IpcPermissions permissions,
      AnonymousMemory memory,
      long size,
      ProcessId creator) {
    super(permissions);
    this.segments = segments;
    this.memory = memory;
    this.size = size;
    this.creator = creator;
    this.changeTime = segments.seconds();
    memory.hold();
  }

  @Override
  void dispose() {
    memory.drop();
    segments.disposed(this);
  }

  /** In bytes, as it was asked for. */
  public long size() {
    return size;
  }

  /** The name in {@code /proc/PID/maps}. */
  public String displayName() {
    return "/SYSV%08x (deleted)".formatted(permissions().key());
  }

  /** Keeps the segment while a call attaches it. */
  void pin() throws ErrnoException {
    lock.lock();
    try {
      checkPresent();
      attached++;
    } finally {
      lock.unlock();
    }
  }

  /** Undoes {@link #pin}. */
  void unpin() {
    boolean last;
    lock.lock();
    try {
      attached--;
      last = isLeft();
    } finally {
      lock.unlock();
    }
    if (last) {
      segments.dropLeft(this);
    }
  }

  /** Whether it is to go now; marks it then. The lock is held. */
  private boolean isLeft() {
    if (attached > 0 || (permissions().mode() & DESTROY) == 0 || isRemoved()) {
      return false;
    }
    markRemoved();
    return true;
  }

  /**
   * {@code IPC_RMID}. The lock is held.
   *
   * @return whether it is gone, and not only to go with the last who is attached
   */
  boolean retire() {
    setPermissions(permissions().withMode(permissions().mode() | DESTROY).withoutKey());
    return isLeft();
  }

  @Override
  public void addMapping(Mapping mapping, boolean sharedWritable) {
    lock.lock();
    try {
      attached++;
      attachTime = segments.seconds();
      lastProcess = mapping.process();
    } finally {
      lock.unlock();
    }
    memory.addMapping(mapping, sharedWritable);
  }

  @Override
  public void removeMapping(Mapping mapping, boolean sharedWritable) {
    memory.removeMapping(mapping, sharedWritable);
    boolean last;
    lock.lock();
    try {
      attached--;
      detachTime = segments.seconds();
      lastProcess = mapping.process();
      last = isLeft();
    } finally {
      lock.unlock();
    }
    if (last) {
      segments.dropLeft(this);
    }
  }

  @Override
  public long frame(long pageIndex, boolean write) throws ErrnoException {
    return memory.frame(pageIndex, write);
  }

  @Override
  public void frames(long first, int count, int wanted, boolean write, long[] frames)
      throws ErrnoException {
    memory.frames(first, count, wanted, write, frames);
  }

  @Override
  public void presentFrames(long first, int count, long[] frames) {
    memory.presentFrames(first, count, frames);
  }

  @Override
  public boolean tracksWrites() {
    return false;
  }

  @Override
  public void sync(long firstPage, long pages) {}

  /** In pages. */
  long pages() {
    return SharedSegments.pages(size);
  }

  /** Pages that were touched. */
  long presentPages() {
    return memory.presentPages();
  }

  /** What {@code shmctl(2)} tells. The lock is held. */
  SharedSegments.Status status() {
    return new SharedSegments.Status(
        permissions(),
        size,
        attachTime,
        detachTime,
        changeTime,
        creator,
        lastProcess,
        attached,
        memory.presentPages());
  }
}
