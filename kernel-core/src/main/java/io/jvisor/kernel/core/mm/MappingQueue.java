package io.jvisor.kernel.core.mm;

import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.MappingChanges;
import io.jvisor.platform.spi.memory.MemoryFile;

/**
 * What the platform has yet to be told about one address space, and the frames that are given back
 * after it was told. Used with the write lock of the address space held.
 *
 * <p>What takes something away from the guest is <em>due</em>: it is carried out before the lock is
 * released. What gives something may wait until a trip is made anyway, or until the guest faults
 * over it.
 */
final class MappingQueue {
  private static final int FRAMES = 512;

  private final AddressSpace space;
  private final MemoryFile memory;
  private final MappingChanges changes = new MappingChanges();

  /** Frames that the guest may still see until the changes are made. */
  private final long[] frames = new long[FRAMES];

  private int frameCount;

  /** Whether a change takes something away. */
  private boolean due;

  /** Whether the platform has forgotten all mappings since {@link #forgotten} was called. */
  private boolean forgotten;

  MappingQueue(AddressSpace space, MemoryFile memory) {
    this.space = space;
    this.memory = memory;
  }

  /** Whether a change would have to be carried out to make room for another. */
  boolean isFull() {
    return changes.isFull();
  }

  /** Whether the guest lacks something that the page table says it has. */
  boolean isEmpty() {
    return changes.count() == 0;
  }

  /** Shows a run of pages whose frames follow each other. */
  void map(long page, long count, long frame, int protection) {
    makeRoom();
    changes.map(
        page << AddressLayout.PAGE_SHIFT,
        frame << AddressLayout.PAGE_SHIFT,
        count << AddressLayout.PAGE_SHIFT,
        protection);
  }

  /** Takes a range away. */
  void unmap(long first, long end) {
    makeRoom();
    changes.unmap(first << AddressLayout.PAGE_SHIFT, (end - first) << AddressLayout.PAGE_SHIFT);
    due = true;
  }

  /** Takes rights to mapped pages away. */
  void restrict(long first, long end, int protection) {
    allow(first, end, protection);
    due = true;
  }

  /** Gives rights to mapped pages. */
  void allow(long first, long end, int protection) {
    makeRoom();
    changes.protect(
        first << AddressLayout.PAGE_SHIFT, (end - first) << AddressLayout.PAGE_SHIFT, protection);
  }

  private void makeRoom() {
    if (changes.isFull()) {
      flush();
    }
  }

  /** Gives a frame back once the guest cannot see it any more. */
  void release(long frame) {
    if (frameCount == FRAMES) {
      flush();
    }
    frames[frameCount++] = frame;
  }

  /** Carries out what must not wait for longer than the lock is held. */
  void settle() {
    if (due || frameCount > 0) {
      flush();
    }
  }

  /** Carries everything out. */
  void flush() {
    if (changes.count() > 0) {
      if (!space.apply(changes)) {
        forgotten = true;
      }
      changes.clear();
      due = false;
    }
    if (frameCount > 0) {
      memory.release(frames, frameCount);
      frameCount = 0;
    }
  }

  /** Drops all changes, and gives frames back: the platform's side is gone. */
  void abandon() {
    changes.clear();
    due = false;
    flush();
  }

  /**
   * Whether the platform has forgotten all mappings since the last call: then no page-table entry
   * may say that it is mapped.
   */
  boolean takeForgotten() {
    boolean was = forgotten;
    forgotten = false;
    return was;
  }
}
