package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.host.HostMemory;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sparse file of all contexts, and of a bell for each: the kernel maps it once, a stub process
 * maps the slots of its own threads, and all bells to read.
 */
final class ContextFile implements AutoCloseable {
  /** Where the bells lie in the file. */
  static final long BELLS = (long) StubLayout.SLOTS * StubLayout.CONTEXT_BYTES;

  static final int BELLS_BYTES = StubLayout.SLOTS * StubLayout.BELL_BYTES;

  private static final long BYTES = BELLS + BELLS_BYTES;

  private final int descriptor = HostMemory.createFile("jvisor-contexts", BYTES);
  private final MemorySegment segment = HostMemory.mapShared(descriptor, BYTES);
  private final ReentrantLock lock = new ReentrantLock();

  /** Slots that a process has. Guarded by {@link #lock}. */
  private final BitSet used = new BitSet();

  /** Guarded by {@link #lock}. */
  private boolean closed;

  int descriptor() {
    return descriptor;
  }

  /** Takes a slot of zeros. Returns a negative number when there is none. */
  int take() {
    lock.lock();
    try {
      int slot = used.nextClearBit(0);
      if (slot >= StubLayout.SLOTS) {
        return -1;
      }
      used.set(slot);
      return slot;
    } finally {
      lock.unlock();
    }
  }

  /** Gives back a slot that no process maps any more. What was in it is gone. */
  void giveBack(int slot) {
    if (!HostMemory.punchHole(descriptor, offset(slot), StubLayout.CONTEXT_BYTES)) {
      context(slot).fill((byte) 0);
    }
    lock.lock();
    try {
      used.clear(slot);
      unmapIfUnused();
    } finally {
      lock.unlock();
    }
  }

  /** Where a slot lies in the file. */
  static long offset(int slot) {
    return (long) slot * StubLayout.CONTEXT_BYTES;
  }

  /** The context of a slot. */
  MemorySegment context(int slot) {
    return segment.asSlice(offset(slot), StubLayout.CONTEXT_BYTES);
  }

  /** The bell of a slot. */
  MemorySegment bell(int slot) {
    return segment.asSlice(BELLS + (long) slot * StubLayout.BELL_BYTES, StubLayout.BELL_BYTES);
  }

  /** Closes the file once the last slot was given back. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      unmapIfUnused();
    } finally {
      lock.unlock();
    }
  }

  private void unmapIfUnused() {
    if (closed && used.isEmpty()) {
      HostMemory.unmap(segment);
      HostMemory.close(descriptor);
    }
  }
}
