package io.jvisor.kernel.api.socket;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.ControlMessages;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Control messages ({@code cmsg(3)}) on their way in or out, as bytes in kernel memory.
 *
 * <p>Out of a call: {@link #bytes} is filled with what the guest gave, and {@link #next} goes
 * through the messages. Into a call: {@link #reset} says how much room the guest has, and {@link
 * #put} appends.
 */
public final class ControlBuffer {
  /** The most that a message may carry: {@code net.core.optmem_max}. */
  public static final int MAX_BYTES = 131_072;

  private static final int FIRST_BYTES = 256;

  /** What is kept for the next call; a longer buffer is let go. */
  private static final int KEPT_BYTES = 4096;

  private MemorySegment bytes = MemorySegment.ofArray(new byte[FIRST_BYTES]);

  /** Bytes that count: given by the guest, or put so far. */
  private int length;

  /** How much the guest takes. */
  private long room;

  private boolean truncated;

  /** Where the current message begins, and the next one. */
  private int current;

  private int following;

  /** Makes it empty; {@code room} is how many bytes {@link #put} may fill. */
  public void reset(long room) {
    if (bytes.byteSize() > KEPT_BYTES) {
      bytes = MemorySegment.ofArray(new byte[FIRST_BYTES]);
    }
    this.room = room;
    length = 0;
    truncated = false;
    rewind();
  }

  /**
   * Makes room for messages that are to be copied in; {@link #bytes} takes them.
   *
   * @param size at most {@link #MAX_BYTES}
   */
  public void resize(int size) {
    grow(size);
    length = size;
    rewind();
  }

  private void grow(int size) {
    if (size > bytes.byteSize()) {
      int larger = Integer.highestOneBit(size - 1) << 1;
      MemorySegment grown = MemorySegment.ofArray(new byte[larger]);
      MemorySegment.copy(bytes, 0, grown, 0, length);
      bytes = grown;
    }
  }

  /** Goes back before the first message. */
  public void rewind() {
    current = 0;
    following = 0;
  }

  /** The messages. */
  public MemorySegment bytes() {
    return bytes;
  }

  /** How many bytes of them count. */
  public int length() {
    return length;
  }

  /** How many bytes the guest still takes. */
  public long room() {
    return room - length;
  }

  /** Whether something did not fit: {@code MSG_CTRUNC}. */
  public boolean isTruncated() {
    return truncated;
  }

  /** Notes that something did not fit. */
  public void setTruncated() {
    truncated = true;
  }

  /**
   * Moves to the first or next message that was copied in.
   *
   * @return false at the end
   * @throws ErrnoException {@code EINVAL} when the message does not fit into what was given
   */
  public boolean next() throws ErrnoException {
    if (length - following < ControlMessages.HEADER_BYTES) {
      return false;
    }
    current = following;
    long size = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, current);
    if (size < ControlMessages.HEADER_BYTES || size > length - current) {
      throw Errno.EINVAL.exception();
    }
    following = (int) Math.min(length, current + ControlMessages.align(size));
    return true;
  }

  /** {@code cmsg_level} of the current message. */
  public int level() {
    return bytes.get(ValueLayout.JAVA_INT_UNALIGNED, current + ControlMessages.LEVEL);
  }

  /** {@code cmsg_type} of the current message. */
  public int type() {
    return bytes.get(ValueLayout.JAVA_INT_UNALIGNED, current + ControlMessages.TYPE);
  }

  /** Where the data of the current message begins in {@link #bytes}. */
  public int dataOffset() {
    return current + ControlMessages.HEADER_BYTES;
  }

  /** How many bytes of data the current message has. */
  public int dataLength() {
    return (int) bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, current) - ControlMessages.HEADER_BYTES;
  }

  /** An {@code int} of the current message's data. */
  public int dataInt(int offset) {
    return bytes.get(ValueLayout.JAVA_INT_UNALIGNED, dataOffset() + offset);
  }

  /**
   * Appends a message, cut where the guest's room ends: {@code put_cmsg}. The caller fills the data
   * in with {@link #bytes}.
   *
   * @param dataLength bytes of data
   * @return where the data goes, or -1 when not even the header fits
   */
  public int put(int level, int type, int dataLength) {
    long left = room - length;
    if (left < ControlMessages.HEADER_BYTES) {
      truncated = true;
      return -1;
    }
    int whole = ControlMessages.HEADER_BYTES + dataLength;
    int fits = (int) Math.min(whole, left);
    truncated |= fits < whole;
    int start = length;
    grow(start + (int) ControlMessages.align(whole));
    bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, start, fits);
    bytes.set(ValueLayout.JAVA_INT_UNALIGNED, start + ControlMessages.LEVEL, level);
    bytes.set(ValueLayout.JAVA_INT_UNALIGNED, start + ControlMessages.TYPE, type);
    long end = start + ControlMessages.align(whole);
    bytes
        .asSlice(start + ControlMessages.HEADER_BYTES, end - start - ControlMessages.HEADER_BYTES)
        .fill((byte) 0);
    length = start + (int) Math.min(ControlMessages.align(whole), left);
    return start + ControlMessages.HEADER_BYTES;
  }
}
