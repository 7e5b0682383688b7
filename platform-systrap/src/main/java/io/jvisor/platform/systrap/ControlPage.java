package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.host.HostCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Batches of calls for one leader to make.
 *
 * <p>The page is the kernel's to write; the leader reads it. The leader's answer comes through an
 * event counter, so that no guest can forge it. Used by one thread at a time.
 */
final class ControlPage {
  /** What {@link #run} gives when the leader is gone. */
  static final int GONE = -1;

  /** What the reaper adds to the counter; more than all answers together. */
  private static final long LOST = 1L << 40;

  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final MemorySegment page;
  private final int event;
  private final MemorySegment answer = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
  private int count;
  private int sequence;

  /**
   * A page for a leader that is yet to begin.
   *
   * @param event the kernel's descriptor of the event counter
   * @param stubEvent the stub's
   */
  ControlPage(MemorySegment page, int event, int stubEvent, int kernelPid) {
    this.page = page;
    this.event = event;
    page.fill((byte) 0);
    page.set(ValueLayout.JAVA_INT, StubLayout.PARENT, kernelPid);
    page.set(ValueLayout.JAVA_INT, StubLayout.EVENT, stubEvent);
    page.set(ValueLayout.JAVA_LONG, StubLayout.DONE, 1);
  }

  /** Forgets the calls added so far. */
  ControlPage begin() {
    count = 0;
    return this;
  }

  /** Whether no more calls can be added. */
  boolean isFull() {
    return count == StubLayout.MOST_CALLS;
  }

  /** Adds a call. */
  ControlPage add(int number, long a, long b, long c, long d, long e, long f) {
    if (isFull()) {
      throw new IllegalStateException("too many calls");
    }
    long at = StubLayout.CALLS + (long) count * StubLayout.CALL_BYTES;
    page.set(ValueLayout.JAVA_LONG, at, number);
    page.set(ValueLayout.JAVA_LONG, at + 8, a);
    page.set(ValueLayout.JAVA_LONG, at + 16, b);
    page.set(ValueLayout.JAVA_LONG, at + 24, c);
    page.set(ValueLayout.JAVA_LONG, at + 32, d);
    page.set(ValueLayout.JAVA_LONG, at + 40, e);
    page.set(ValueLayout.JAVA_LONG, at + 48, f);
    count++;
    page.set(ValueLayout.JAVA_LONG, at + StubLayout.CALL_FAILED, 1 + count);
    return this;
  }

  /**
   * Has the leader make the calls, up to the first that fails.
   *
   * @return 0 when all succeeded, n when the n-th failed, or {@link #GONE}
   */
  int run() {
    page.set(ValueLayout.JAVA_INT, StubLayout.COUNT, count);
    INT.setRelease(page, (long) StubLayout.SEQUENCE, ++sequence);
    Futex.wake(page.address() + StubLayout.SEQUENCE);
    long told = read();
    return told <= 0 || told >= LOST ? GONE : (int) (told - 1);
  }

  private long read() {
    for (; ; ) {
      long result = HostCall.call(SyscallNumbers.READ, event, answer.address(), Long.BYTES);
      if (result == Long.BYTES) {
        return answer.get(ValueLayout.JAVA_LONG, 0);
      }
      if (result != Errno.EINTR.result()) {
        return GONE;
      }
    }
  }

  /** Makes {@link #run} return {@link #GONE}, now or the next time. Any thread. */
  void lose() {
    add(LOST);
  }

  /** Empties the counter of a leader that is gone, for another one. */
  void drain() {
    add(1);
    read();
  }

  private void add(long value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment word = arena.allocate(Long.BYTES, Long.BYTES);
      word.set(ValueLayout.JAVA_LONG, 0, value);
      HostCall.call(SyscallNumbers.WRITE, event, word.address(), Long.BYTES);
    }
  }
}
