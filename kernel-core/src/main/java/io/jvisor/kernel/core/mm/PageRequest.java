package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.platform.spi.memory.MemoryFile;

/**
 * Pages of an object that a fault needs: written down with the lock held, loaded without it, and
 * used with it held again if nothing has changed meanwhile.
 */
final class PageRequest {
  private Mappable object;

  /** First page of the window in the address space, and in the object. */
  private long firstPage;

  private long objectFirst;
  private int count;
  private int wanted;
  private boolean write;

  /** {@code MemoryManager.invalidations} when the request was made. */
  private long invalidations;

  private long[] frames;
  private boolean loaded;

  /** Asks for a window; at most 2^31 pages. The lock is held. */
  void ask(Vma area, long first, long end, long page, boolean forWrite) {
    object = area.mappable;
    firstPage = first;
    objectFirst = area.objectPage(first);
    count = (int) (end - first);
    wanted = (int) (page - first);
    write = forWrite;
    invalidations = area.mm.invalidations;
    if (frames == null || frames.length < count) {
      frames = new long[count];
    }
    loaded = false;
  }

  /** Gets the frames; may wait. The lock is not held. */
  void load() throws ErrnoException {
    object.frames(objectFirst, count, wanted, write, frames);
    loaded = true;
  }

  /** Gets the frames that are in memory; does not wait. The lock is not held. */
  void loadPresent() {
    object.presentFrames(objectFirst, count, frames);
    loaded = true;
  }

  boolean isLoaded() {
    return loaded;
  }

  boolean isForWrite() {
    return write;
  }

  /** Whether what was loaded is still what the area shows at a page. The lock is held. */
  @SuppressWarnings("ReferenceEquality") // an object is itself and nothing else
  boolean matches(Vma area, long page) {
    return loaded
        && area.mappable == object
        && area.mm.invalidations == invalidations
        && page == firstPage + wanted
        && area.objectPage(page) == objectFirst + wanted;
  }

  long firstPage() {
    return firstPage;
  }

  long endPage() {
    return firstPage + count;
  }

  /** Takes the frame of a page out of the request, with its reference; -1 when there is none. */
  long take(long page) {
    int index = (int) (page - firstPage);
    long frame = frames[index];
    frames[index] = -1;
    return frame;
  }

  /** Gives back the references that nobody took. */
  void release(MemoryFile memory) {
    if (!loaded) {
      return;
    }
    loaded = false;
    for (int i = 0; i < count; i++) {
      if (frames[i] >= 0) {
        memory.release(frames[i]);
        frames[i] = -1;
      }
    }
  }
}
