package io.jvisor.kernel.api.file;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import java.util.Arrays;

/**
 * An object whose pages can be mapped: the page cache of a file, or shared anonymous memory.
 *
 * <p>Pages are frames of the memory file (see {@code io.jvisor.platform.spi.memory.MemoryFile}), so
 * that every address space that maps a page sees the same bytes, and so do reads and writes.
 */
public interface Mappable {
  /** Nothing to say of a mapping that is not shared and writable. */
  interface Mapping {
    /** The process that makes and removes it. */
    default ProcessId process() {
      return ProcessId.NONE;
    }

    /**
     * Takes the object's pages out of the page tables, because the file was cut or a hole was
     * punched. Called without locks of the object held.
     *
     * @param firstPage index of the first page
     * @param pages how many; {@code Long.MAX_VALUE} for all that follow
     * @param evenPrivateCopies whether private copies go too, as after {@code truncate(2)}
     */
    void invalidate(long firstPage, long pages, boolean evenPrivateCopies);
  }

  /**
   * The frame that holds a page, read from the file if need be. The caller gets a reference of its
   * own and releases it to the memory file.
   *
   * @param pageIndex the page's number within the object
   * @param write whether the caller is about to write to the page through a shared mapping; the
   *     page counts as dirty from then on
   * @return the frame's number in the memory file
   * @throws ErrnoException {@code EIO} and others when the page cannot be read, {@code ENXIO} when
   *     it lies wholly past the end of the file; the guest gets {@code SIGBUS}
   */
  long frame(long pageIndex, boolean write) throws ErrnoException;

  /**
   * The frames of a window of pages around one that faulted, so that one fault brings in its
   * neighbours. An object that can tell several pages at once, or reads ahead, overrides this; it
   * gives neighbours only where that does not wait, or where one read brings them all.
   *
   * @param first index of the first page of the window
   * @param count how many pages it has
   * @param wanted which of them faulted, counted from {@code first}
   * @param write as of {@link #frame}, for all pages
   * @param frames receives the frame of each page, with a reference for the caller, or -1
   * @throws ErrnoException as {@link #frame} for the wanted page; no frame is given then
   */
  default void frames(long first, int count, int wanted, boolean write, long[] frames)
      throws ErrnoException {
    Arrays.fill(frames, 0, count, -1);
    frames[wanted] = frame(first + wanted, write);
  }

  /**
   * The frames of those pages that are in memory, found without waiting, so that a new mapping can
   * show them before they are touched.
   *
   * @param first index of the first page
   * @param count how many pages
   * @param frames receives the frame of each page, with a reference for the caller, or -1
   */
  default void presentFrames(long first, int count, long[] frames) {
    Arrays.fill(frames, 0, count, -1);
  }

  /**
   * Whether the object must learn of the first write to a page, because it writes dirty pages back.
   * Where not, as with tmpfs and shared anonymous memory, pages of shared writable mappings are
   * mapped writable at once.
   */
  default boolean tracksWrites() {
    return true;
  }

  /**
   * Tells the object that it is mapped, so that it can call {@link Mapping#invalidate}. The mapping
   * keeps the object alive until {@link #removeMapping}.
   *
   * @param sharedWritable whether stores through the mapping reach the object
   */
  void addMapping(Mapping mapping, boolean sharedWritable);

  /** Undoes {@link #addMapping}. */
  void removeMapping(Mapping mapping, boolean sharedWritable);

  /**
   * Writes dirty pages back, for {@code msync(2)} with {@code MS_SYNC}.
   *
   * @param firstPage index of the first page
   * @param pages how many
   */
  void sync(long firstPage, long pages) throws ErrnoException;
}
