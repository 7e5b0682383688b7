package io.jvisor.vfs.tty;

import io.jvisor.kernel.api.file.IoSink;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * What was typed and not read yet: at most {@value #SIZE} bytes, of which those before {@link
 * #lines} are whole lines. The last byte of a line is marked; a marked 0 is an end of file and not
 * read itself.
 */
final class InputQueue {
  static final int SIZE = 4096;

  private static final int MASK = SIZE - 1;

  private final byte[] bytes = new byte[SIZE];
  private final MemorySegment segment = MemorySegment.ofArray(bytes);
  private final long[] marks = new long[SIZE / Long.SIZE];

  /** Places are counted from the beginning and never wrap. */
  private long tail;

  private long head;
  private long lines;

  int length() {
    return (int) (head - tail);
  }

  boolean isEmpty() {
    return head == tail;
  }

  /** Whether there is a whole line. */
  boolean hasLine() {
    return lines != tail;
  }

  /** Where the line begins that is being typed. */
  long lineStart() {
    return lines;
  }

  /** Where the next byte goes. */
  long end() {
    return head;
  }

  /** A byte at a place. */
  int at(long place) {
    return bytes[(int) place & MASK] & 0xff;
  }

  /** Adds a byte; nothing where it is full. */
  void put(int octet) {
    if (head - tail < SIZE) {
      bytes[(int) head & MASK] = (byte) octet;
      setMark(head, false);
      head++;
    }
  }

  /** Adds the last byte of a line. */
  void putEnd(int octet) {
    if (head - tail == SIZE) {
      head--;
    }
    put(octet);
    endLine();
  }

  /** Marks the last byte as the end of a line. */
  void endLine() {
    setMark(head - 1, true);
    lines = head;
  }

  /** Takes bytes of the line that is being typed back. */
  void cut(long place) {
    head = place;
  }

  /** Drops everything. */
  void clear() {
    tail = head;
    lines = head;
    Arrays.fill(marks, 0);
  }

  /** Makes one line, or none, of what there is: for a change to canonical mode or from it. */
  void reline(boolean asLine) {
    Arrays.fill(marks, 0);
    lines = tail;
    if (asLine && head != tail) {
      endLine();
    }
  }

  /** How many bytes of whole lines could be read, ends of file not counted. */
  int lineBytes() {
    int count = 0;
    for (long place = tail; place < lines; place++) {
      if (!isEndOfFile(place)) {
        count++;
      }
    }
    return count;
  }

  /** Reads what fits. */
  long take(IoSink sink) {
    long count = copy(sink, Math.min(length(), sink.remaining()));
    tail += count;
    lines = Math.max(lines, tail);
    return count;
  }

  /** Reads a line, or as much of it as fits; 0 for an end of file. */
  long takeLine(IoSink sink) {
    long most = Math.min(lines - tail, sink.remaining());
    long end = tail;
    while (end < tail + most && !isMarked(end)) {
      end++;
    }
    boolean whole = end < tail + most;
    boolean ended = whole && isEndOfFile(end);
    long wanted = end - tail + (whole && !ended ? 1 : 0);
    long count = copy(sink, wanted);
    tail += count;
    if (count == wanted && (ended || (!whole && tail < lines && isEndOfFile(tail)))) {
      tail++; // an end of file right behind what was read is read with it
    }
    return count;
  }

  private long copy(IoSink sink, long count) {
    long done = 0;
    while (done < count) {
      int at = (int) (tail + done) & MASK;
      long wanted = Math.min(count - done, SIZE - at);
      long put = sink.put(segment, at, wanted);
      done += put;
      if (put < wanted) {
        break;
      }
    }
    return done;
  }

  private boolean isEndOfFile(long place) {
    return isMarked(place) && at(place) == 0;
  }

  private boolean isMarked(long place) {
    int at = (int) place & MASK;
    return (marks[at >> 6] >>> at & 1) != 0;
  }

  private void setMark(long place, boolean on) {
    int at = (int) place & MASK;
    if (on) {
      marks[at >> 6] |= 1L << at;
    } else {
      marks[at >> 6] &= ~(1L << at);
    }
  }
}
