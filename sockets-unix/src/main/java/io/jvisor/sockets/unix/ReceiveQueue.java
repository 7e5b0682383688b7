package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.vfs.buffer.ByteRing;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What waits to be received by a socket: messages in order, their data in one ring. A stream's
 * pieces are messages too, since descriptors and credentials belong to them.
 *
 * <p>{@link #receiving} is held by who takes, {@link #sending} by who puts, each while it touches
 * guest memory; {@link #lock} guards everything here, and nobody holds it while guest memory is
 * touched. Data is copied into the ring past its tail, and counts once {@link #put} says so.
 */
final class ReceiveQueue {
  private static final int FIRST_MESSAGES = 8;

  /** An empty ring larger than this gives its memory back. */
  private static final int KEPT_BYTES = 1 << 16;

  /** One taker at a time. */
  final ReentrantLock receiving = new ReentrantLock();

  /** One sender at a time. */
  final ReentrantLock sending = new ReentrantLock();

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}, but for copying as {@link ByteRing} says. */
  private final ByteRing ring = new ByteRing();

  /**
   * The messages, in arrays that are rings of one size, a power of two. Guarded by {@link #lock}.
   * Of the length, what was taken of a stream's piece is gone.
   */
  private int[] lengths = {};

  private int[] costs = {};
  private UnixSocket[] senders = {};
  private SenderId[] identities = {};
  private Rights[] rights = {};

  /** The number of the first message. Guarded by {@link #lock}. */
  private int first;

  /** How many there are. Written under {@link #lock}. */
  private volatile int count;

  /** Nothing can be put any more. Guarded by {@link #lock}. */
  private boolean closed;

  /** A message as {@link #look} found it; used by one taker. */
  static final class Look {
    MemorySegment ring;
    long place;
    int length;
    UnixSocket sender;
    SenderId identity;
    boolean hasRights;
  }

  /** Guarded by {@link #receiving}. */
  final Look look = new Look();

  int count() {
    return count;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /**
   * Copies a message's data behind the others; {@link #put} makes it one. {@link #sending} is held.
   *
   * @return false when nothing is received here any more
   * @throws ErrnoException {@code EFAULT}; {@code ENOBUFS} when the kernel has no room
   */
  boolean fill(IoSource data, int length) throws ErrnoException {
    MemorySegment bytes;
    long place;
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      ring.reserve(length);
      bytes = ring.bytes();
      place = ring.tail();
    } catch (ErrnoException full) {
      throw Errno.ENOBUFS.exception();
    } finally {
      lock.unlock();
    }
    if (length > 0 && ByteRing.copyIn(bytes, place, data, length) < length) {
      throw Errno.EFAULT.exception();
    }
    return true;
  }

  /**
   * Appends what {@link #fill} copied. {@link #sending} is held.
   *
   * @param cost what the sender is charged until it is taken
   * @param passed may be null; the queue's from now on
   * @return false when nothing is received here any more
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // of count, under the lock
  boolean put(int length, int cost, UnixSocket sender, SenderId identity, Rights passed) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      if (count == lengths.length) {
        grow();
      }
      int at = first + count & lengths.length - 1;
      lengths[at] = length;
      costs[at] = cost;
      senders[at] = sender;
      identities[at] = identity;
      rights[at] = passed;
      ring.filled(length);
      sender.charge(cost);
      count++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void grow() {
    int old = lengths.length;
    int larger = Math.max(FIRST_MESSAGES, old * 2);
    // Those before the first message follow those that end the old arrays.
    lengths = Arrays.copyOf(lengths, larger);
    costs = Arrays.copyOf(costs, larger);
    senders = Arrays.copyOf(senders, larger);
    identities = Arrays.copyOf(identities, larger);
    rights = Arrays.copyOf(rights, larger);
    int start = old == 0 ? 0 : first & old - 1;
    for (int i = 0; i < start; i++) {
      move(i, old + i);
    }
    first = start;
  }

  private void move(int from, int to) {
    lengths[to] = lengths[from];
    costs[to] = costs[from];
    senders[to] = senders[from];
    identities[to] = identities[from];
    rights[to] = rights[from];
    forget(from);
  }

  private void forget(int at) {
    senders[at] = null;
    identities[at] = null;
    rights[at] = null;
  }

  /**
   * Looks at a message and leaves it. {@link #receiving} is held, so that it stays.
   *
   * @param index 0 for the first
   * @return {@link #look}, or null when there are not so many
   */
  Look look(int index) {
    lock.lock();
    try {
      if (index >= count) {
        return null;
      }
      long place = ring.head();
      for (int i = 0; i < index; i++) {
        place += lengths[first + i & lengths.length - 1];
      }
      int at = first + index & lengths.length - 1;
      look.ring = ring.bytes();
      look.place = place;
      look.length = lengths[at];
      look.sender = senders[at];
      look.identity = identities[at];
      look.hasRights = rights[at] != null;
      return look;
    } finally {
      lock.unlock();
    }
  }

  /** Copies data of the message in {@link #look}; returns how many bytes the sink took. */
  long copyOut(IoSink sink, int skip, int length) {
    return length == 0 ? 0 : ByteRing.copyOut(look.ring, look.place + skip, sink, length);
  }

  /** Takes the descriptions from the first message, in flight no more; null where it has none. */
  Rights takeRights(InFlight inFlight) {
    Rights passed;
    lock.lock();
    try {
      int at = first & lengths.length - 1;
      passed = rights[at];
      rights[at] = null;
    } finally {
      lock.unlock();
    }
    if (passed != null) {
      inFlight.remove(passed);
    }
    return passed;
  }

  /** References of its own to the descriptions of a message, for {@code MSG_PEEK}; or null. */
  Rights copyRights(int index) {
    lock.lock();
    try {
      Rights passed = rights[first + index & lengths.length - 1];
      if (passed == null) {
        return null; // a collection of garbage came between
      }
      return passed.copy();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes data from the first message, and the message with the last of it.
   *
   * @return whether the message is gone; its sender is to be told with {@link UnixSocket#uncharged}
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // of count, under the lock
  boolean take(int length) {
    lock.lock();
    try {
      int at = first & lengths.length - 1;
      ring.taken(length);
      lengths[at] -= length;
      if (lengths[at] > 0) {
        return false;
      }
      senders[at].uncharge(costs[at]);
      forget(at);
      first++;
      count--;
      if (count == 0) {
        emptied();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The lock is held. A sender may be filling the ring: its memory and places must stay. */
  private void emptied() {
    if (ring.size() > KEPT_BYTES && !sending.isLocked()) {
      ring.clear();
    }
  }

  /** Bytes in all messages. */
  int bytes() {
    lock.lock();
    try {
      return ring.length();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes in the first message. */
  int firstLength() {
    lock.lock();
    try {
      return count == 0 ? 0 : lengths[first & lengths.length - 1];
    } finally {
      lock.unlock();
    }
  }

  /**
   * Throws everything away.
   *
   * @param close whether nothing is to come any more
   * @param dropped takes the descriptions that were in flight
   */
  void clear(boolean close, List<Rights> dropped) {
    UnixSocket[] waiting;
    lock.lock();
    try {
      closed |= close;
      waiting = new UnixSocket[count];
      for (int i = 0; i < waiting.length; i++) {
        int at = first + i & lengths.length - 1;
        waiting[i] = senders[at];
        waiting[i].uncharge(costs[at]);
        if (rights[at] != null) {
          dropped.add(rights[at]);
        }
        forget(at);
      }
      first = 0;
      count = 0;
      ring.taken(ring.length());
      if (close) {
        ring.clear();
      }
    } finally {
      lock.unlock();
    }
    for (UnixSocket sender : waiting) {
      sender.uncharged();
    }
  }

  /** Shows all descriptions in flight here; the lock is held meanwhile. */
  void forEachRights(Consumer<Rights> visitor) {
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        Rights passed = rights[first + i & lengths.length - 1];
        if (passed != null) {
          visitor.accept(passed);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes the descriptions out of all messages. */
  void stripRights(List<Rights> stripped) {
    lock.lock();
    try {
      for (int i = 0; i < count; i++) {
        int at = first + i & lengths.length - 1;
        if (rights[at] != null) {
          stripped.add(rights[at]);
          rights[at] = null;
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
