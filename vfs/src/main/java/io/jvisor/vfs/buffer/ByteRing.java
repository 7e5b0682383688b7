package io.jvisor.vfs.buffer;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import java.lang.foreign.MemorySegment;

/**
 * A ring of bytes that grows as it fills. Places in it are counted from its beginning and never
 * wrap: byte {@code n} lies at {@code n} modulo the size, which is a power of two.
 *
 * <p>The owner's lock guards it, with one exception: while one side fills bytes past {@link #tail}
 * and another takes bytes before it, both may copy without the lock, into and out of what {@link
 * #bytes} was when they looked. A ring that grows meanwhile leaves the old bytes as they are.
 */
public final class ByteRing {
  /** The smallest ring. */
  private static final int LEAST = 4096;

  /** Null while nothing was written. */
  private MemorySegment bytes;

  /** What is taken from the budget though the ring may be smaller. */
  private int held;

  private long head;
  private long tail;

  /** An empty ring, which takes no memory. */
  public ByteRing() {}

  /**
   * Takes the smallest ring from the budget before it is needed: {@link #reserve} of so much never
   * fails then, until {@link #clear}.
   *
   * @throws ErrnoException {@code ENOMEM} past the budget
   */
  public void hold() throws ErrnoException {
    BufferBudget.take(LEAST - held);
    held = LEAST;
  }

  /** Where reading goes on. */
  public long head() {
    return head;
  }

  /** Where writing goes on. */
  public long tail() {
    return tail;
  }

  /** How many bytes it holds. */
  public int length() {
    return (int) (tail - head);
  }

  /** How many bytes it could hold; it takes as much memory. */
  public int size() {
    return bytes == null ? 0 : (int) bytes.byteSize();
  }

  /** The memory, for {@link #copyIn} and {@link #copyOut}. */
  public MemorySegment bytes() {
    return bytes;
  }

  /**
   * Makes the ring large enough for what it holds and more.
   *
   * @param more bytes, after those it holds
   * @throws ErrnoException {@code ENOMEM} past the budget
   */
  public void reserve(int more) throws ErrnoException {
    long needed = tail - head + more;
    if (needed > size()) {
      resize(Math.max(LEAST, (int) (Long.highestOneBit(needed - 1) << 1)));
    }
  }

  /**
   * Gives it another size.
   *
   * @param size a power of two, not less than it holds
   */
  public void resize(int size) throws ErrnoException {
    BufferBudget.take(Math.max(size, held) - charged());
    MemorySegment fresh = MemorySegment.ofArray(new byte[size]);
    long at = head;
    while (at < tail) {
      int from = (int) at & (size() - 1);
      int to = (int) at & (size - 1);
      long run = Math.min(Math.min(tail - at, size() - from), size - to);
      MemorySegment.copy(bytes, from, fresh, to, run);
      at += run;
    }
    bytes = fresh;
  }

  /** Says that bytes after the tail were filled, or, when negative, that the last are void. */
  public void filled(long count) {
    tail += count;
  }

  /** Says that bytes from the head on were taken, or, when negative, put back. */
  public void taken(long count) {
    head += count;
  }

  /** Begins at 0 again; there is nothing in it. */
  public void rewind() {
    head = 0;
    tail = 0;
  }

  /** Gives the memory back, with what is in it. */
  public void clear() {
    BufferBudget.give(charged());
    held = 0;
    bytes = null;
    rewind();
  }

  private int charged() {
    return Math.max(size(), held);
  }

  /**
   * Copies from a source into a ring.
   *
   * @param place of the first byte
   * @return how many bytes the source gave
   */
  public static long copyIn(MemorySegment ring, long place, IoSource source, long count) {
    long done = 0;
    while (done < count) {
      long at = place + done & ring.byteSize() - 1;
      long wanted = Math.min(count - done, ring.byteSize() - at);
      long got = source.get(ring, at, wanted);
      done += got;
      if (got < wanted) {
        break;
      }
    }
    return done;
  }

  /**
   * Copies from a ring to a sink.
   *
   * @param place of the first byte
   * @return how many bytes the sink took
   */
  public static long copyOut(MemorySegment ring, long place, IoSink sink, long count) {
    long done = 0;
    while (done < count && sink.remaining() > 0) {
      long at = place + done & ring.byteSize() - 1;
      long wanted = Math.min(Math.min(count - done, ring.byteSize() - at), sink.remaining());
      long put = sink.put(ring, at, wanted);
      done += put;
      if (put < wanted) {
        break;
      }
    }
    return done;
  }
}
