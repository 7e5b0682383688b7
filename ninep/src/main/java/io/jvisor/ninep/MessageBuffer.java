package io.jvisor.ninep;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A message in memory, written or read from its start to its end.
 *
 * <p>Every read checks the message's length and every write the buffer's capacity; what does not
 * fit is a {@link ProtocolException}. Numbers are little-endian. One thread at a time.
 */
public final class MessageBuffer {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int TYPE = 4;
  private static final int TAG = 5;

  private final MemorySegment bytes;
  private int capacity;
  private int position;

  /** Where reading ends: the length of the message. */
  private int limit;

  /** A buffer over memory; its size is the capacity. */
  public MessageBuffer(MemorySegment bytes) {
    this.bytes = bytes;
    this.capacity = (int) Math.min(bytes.byteSize(), Integer.MAX_VALUE);
  }

  /** Starts a message. */
  public void begin(int type, int tag) {
    bytes.set(ValueLayout.JAVA_BYTE, TYPE, (byte) type);
    bytes.set(SHORT, TAG, (short) tag);
    position = Protocol.HEADER_SIZE;
  }

  /** Makes messages no longer than the peer takes; from the next {@link #begin} on. */
  public void restrict(int size) {
    capacity = (int) Math.min(size, bytes.byteSize());
  }

  /** Puts the size in front and returns it. */
  public int finish() {
    bytes.set(INT, 0, position);
    return position;
  }

  /**
   * Starts reading.
   *
   * @param received how many bytes have come
   * @throws ProtocolException when they are not one whole message
   */
  public void open(long received) throws ProtocolException {
    if (received < Protocol.HEADER_SIZE
        || received > capacity
        || bytes.get(INT, 0) != (int) received) {
      throw new ProtocolException("size");
    }
    limit = (int) received;
    position = Protocol.HEADER_SIZE;
  }

  /** The type of the message. */
  public int type() {
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, TYPE));
  }

  /** The tag of the message. */
  public int tag() {
    return Short.toUnsignedInt(bytes.get(SHORT, TAG));
  }

  /** Where the next read or write happens. */
  public int position() {
    return position;
  }

  /** Goes back to a place where writing has been: what stands there is written again. */
  public void rewind(int place) {
    position = place;
  }

  /** How many bytes are left to read. */
  public int remaining() {
    return limit - position;
  }

  /** How many bytes can still be written. */
  public int space() {
    return capacity - position;
  }

  /** Checks that the message has been read to its end. */
  public void end() throws ProtocolException {
    if (position != limit) {
      throw new ProtocolException("trailing bytes");
    }
  }

  private int take(int length) throws ProtocolException {
    if (length < 0 || length > limit - position) {
      throw new ProtocolException("short message");
    }
    int at = position;
    position += length;
    return at;
  }

  private int make(int length) throws ProtocolException {
    if (length < 0 || length > capacity - position) {
      throw new ProtocolException("message too long");
    }
    int at = position;
    position += length;
    return at;
  }

  /** Reads {@code [1]}, unsigned. */
  public int getByte() throws ProtocolException {
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, take(1)));
  }

  /** Reads {@code [2]}, unsigned. */
  public int getShort() throws ProtocolException {
    return Short.toUnsignedInt(bytes.get(SHORT, take(2)));
  }

  /** Reads {@code [4]}. */
  public int getInt() throws ProtocolException {
    return bytes.get(INT, take(4));
  }

  /** Reads {@code [8]}. */
  public long getLong() throws ProtocolException {
    return bytes.get(LONG, take(8));
  }

  /** Reads {@code [s]}: a length and that many bytes, one char each. */
  public String getString() throws ProtocolException {
    int length = getShort();
    int at = take(length);
    byte[] copy = new byte[length];
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, copy, 0, length);
    return new String(copy, StandardCharsets.ISO_8859_1);
  }

  /** Reads {@code count[4] data[count]}: a view that lasts as long as the message. */
  public MemorySegment getData() throws ProtocolException {
    int length = getInt();
    return bytes.asSlice(take(length), length);
  }

  /** Writes {@code [1]}. */
  public void putByte(int value) throws ProtocolException {
    bytes.set(ValueLayout.JAVA_BYTE, make(1), (byte) value);
  }

  /** Writes {@code [2]}. */
  public void putShort(int value) throws ProtocolException {
    bytes.set(SHORT, make(2), (short) value);
  }

  /** Writes {@code [4]}. */
  public void putInt(int value) throws ProtocolException {
    bytes.set(INT, make(4), value);
  }

  /** Writes {@code [8]}. */
  public void putLong(long value) throws ProtocolException {
    bytes.set(LONG, make(8), value);
  }

  /** Writes {@code [s]}. */
  public void putString(String value) throws ProtocolException {
    int length = value.length();
    if (length > 0xffff) {
      throw new ProtocolException("string too long");
    }
    putShort(length);
    int at = make(length);
    for (int i = 0; i < length; i++) {
      bytes.set(ValueLayout.JAVA_BYTE, at + i, (byte) value.charAt(i));
    }
  }

  /** Writes {@code count[4] data[count]}. */
  public void putData(MemorySegment data) throws ProtocolException {
    int length = (int) Math.min(data.byteSize(), Integer.MAX_VALUE);
    putInt(length);
    int at = make(length);
    MemorySegment.copy(data, 0, bytes, at, length);
  }

  /**
   * Reserves {@code count[4] data[count]} for the caller to fill before {@link #endData}.
   *
   * @param most how much is wanted; less is given where the message is full
   */
  public MemorySegment beginData(int most) throws ProtocolException {
    make(4);
    return bytes.asSlice(position, Math.max(0, Math.min(most, capacity - position)));
  }

  /** Says how much of what {@link #beginData} gave was used. */
  public void endData(int length) throws ProtocolException {
    bytes.set(INT, position - 4, length);
    make(length);
  }
}
