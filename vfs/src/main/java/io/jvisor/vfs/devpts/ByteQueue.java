package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.file.IoSink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bytes on their way through a line: a ring that grows up to a limit. Its owner locks. */
final class ByteQueue {
  private static final int LEAST = 256;

  private final int limit;
  private byte[] bytes = new byte[0];
  private MemorySegment segment = MemorySegment.ofArray(bytes);
  private int head;
  private int length;

  ByteQueue(int limit) {
    this.limit = limit;
  }

  int length() {
    return length;
  }

  int room() {
    return limit - length;
  }

  /** Adds a byte that there is room for. */
  void put(int octet) {
    if (length == bytes.length) {
      grow(length + 1);
    }
    bytes[head + length & bytes.length - 1] = (byte) octet;
    length++;
  }

  /** Adds bytes, as many as there is room for. */
  int put(MemorySegment source, int from, int count) {
    int taken = Math.min(count, room());
    if (length + taken > bytes.length) {
      grow(length + taken);
    }
    for (int done = 0; done < taken; ) {
      int at = head + length & bytes.length - 1;
      int run = Math.min(taken - done, bytes.length - at);
      MemorySegment.copy(source, ValueLayout.JAVA_BYTE, (long) from + done, bytes, at, run);
      length += run;
      done += run;
    }
    return taken;
  }

  private void grow(int least) {
    int size = Math.max(LEAST, Integer.highestOneBit(least - 1) << 1);
    byte[] larger = new byte[size];
    for (int i = 0; i < length; i++) {
      larger[i] = bytes[head + i & bytes.length - 1];
    }
    bytes = larger;
    segment = MemorySegment.ofArray(larger);
    head = 0;
  }

  /** Takes the oldest byte; there is one. */
  int take() {
    int octet = bytes[head] & 0xff;
    drop(1);
    return octet;
  }

  private void drop(int count) {
    head = head + count & bytes.length - 1;
    length -= count;
  }

  /** Takes what the sink takes. */
  long take(IoSink sink) {
    long done = 0;
    while (length > 0 && sink.remaining() > 0) {
      int run = (int) Math.min(Math.min(length, bytes.length - head), sink.remaining());
      int put = (int) sink.put(segment, head, run);
      drop(put);
      done += put;
      if (put < run) {
        break;
      }
    }
    return done;
  }

  /** Forgets the youngest bytes. */
  void cut(int most) {
    length = Math.min(length, most);
  }

  /** Forgets everything, and gives the memory back. */
  void clear() {
    bytes = new byte[0];
    segment = MemorySegment.ofArray(bytes);
    head = 0;
    length = 0;
  }
}
