package io.jvisor.kernel.core.seccomp;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import io.jvisor.kernel.api.abi.Bpf;
import io.jvisor.kernel.api.abi.Seccomp;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A filter and those that were installed before it: all of them are asked. Shared by the tasks that
 * inherit it, and counted, so that what it takes of the heap is given back with the last of them.
 */
public final class SeccompFilter {
  private static final HeapShare SHARE = new HeapShare(16);

  /** What a filter takes beside its program. */
  private static final int OWN_BYTES = 256;

  /** {@code MAX_INSNS_PER_PATH}: the most that a call may have to go through. */
  private static final int MOST_WEIGHT = 32768;

  /** What each filter that is there already counts for besides. */
  private static final int CHAIN_WEIGHT = 4;

  private final FilterProgram program;

  /** The instructions as they came, which a tracer may ask for. */
  private final byte[] source;

  /** {@code SECCOMP_FILTER_FLAG_LOG}: kept and told; nothing is logged. */
  private final boolean isLogged;

  /** Whom {@code SECCOMP_RET_USER_NOTIF} asks; null for nobody. */
  private final NotificationQueue listener;

  /** Set when it is installed; null for the first. */
  private SeccompFilter previous;

  private boolean readsAddress;

  /** What this one and the previous ones count for when another comes on top. */
  private int weightBelow;

  /** Tasks and later filters that have this one. */
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * The numbers that were found to be allowed whatever the arguments are, a bit each. Bits are set
   * by any thread without a lock: one that is lost is found again.
   */
  private final long[] allowed = new long[(SyscallNumbers.LIMIT + Long.SIZE - 1) / Long.SIZE];

  private SeccompFilter(
      FilterProgram program, byte[] source, boolean isLogged, NotificationQueue listener) {
    this.program = program;
    this.source = source;
    this.isLogged = isLogged;
    this.listener = listener;
  }

  /**
   * A filter that is installed nowhere. Its user is the caller.
   *
   * @param instructions an array of {@code struct sock_filter} that nobody changes meanwhile
   * @param count how many, 1 to {@link io.jvisor.kernel.api.abi.Bpf#MAX_INSTRUCTIONS}
   * @param isLogged {@code SECCOMP_FILTER_FLAG_LOG}
   * @param listener whom {@code SECCOMP_RET_USER_NOTIF} asks; null for nobody
   * @throws ErrnoException {@code EINVAL}, {@code ENOMEM}
   */
  public static SeccompFilter of(
      MemorySegment instructions, int count, boolean isLogged, NotificationQueue listener)
      throws ErrnoException {
    FilterProgram program = FilterCheck.decode(instructions, count);
    long bytes = (long) count * Bpf.INSTRUCTION_BYTES;
    byte[] source = instructions.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
    SeccompFilter filter = new SeccompFilter(program, source, isLogged, listener);
    if (!SHARE.tryTake(filter.bytes())) {
      throw Errno.ENOMEM.exception();
    }
    return filter;
  }

  private int bytes() {
    return program.bytes() + source.length + OWN_BYTES;
  }

  /**
   * Whether this filter may come on top of others.
   *
   * @param below null for none
   */
  public boolean fitsOn(SeccompFilter below) {
    return program.weight() + (below == null ? 0 : below.weightBelow) <= MOST_WEIGHT;
  }

  /** Whether this filter asks a listener, and one of others does so already, which must not be. */
  public boolean isSecondListener(SeccompFilter below) {
    for (SeccompFilter each = below; each != null && listener != null; each = each.previous) {
      if (each.listener() != null) {
        return true;
      }
    }
    return false;
  }

  /** The filter that was installed before this one; null for the first. */
  public SeccompFilter previous() {
    return previous;
  }

  /** An array of {@code struct sock_filter}, not to be changed. */
  public byte[] source() {
    return source;
  }

  /** Whether it came with {@code SECCOMP_FILTER_FLAG_LOG}. */
  public boolean isLogged() {
    return isLogged;
  }

  /** Whom {@code SECCOMP_RET_USER_NOTIF} asks; null for nobody any more. */
  NotificationQueue listener() {
    return listener == null || listener.isClosed() ? null : listener;
  }

  /** Puts a new filter, which nobody uses yet, on top of others, whose user it becomes. */
  public void stackOn(SeccompFilter below) {
    previous = below;
    weightBelow = program.weight() + CHAIN_WEIGHT + (below == null ? 0 : below.weightBelow);
    readsAddress = program.readsAddress() || (below != null && below.readsAddress);
  }

  /** Whether this one is among those below another, or is that one. */
  public boolean isBelow(SeccompFilter other) {
    SeccompFilter each = other;
    while (each != null && each != this) {
      each = each.previous;
    }
    return each == this;
  }

  /** Counts another user. Returns this. */
  public SeccompFilter share() {
    users.getAndIncrement();
    return this;
  }

  /** A user is gone. */
  public void leave() {
    SeccompFilter each = this;
    while (each != null && each.users.decrementAndGet() == 0) {
      SHARE.give(each.bytes());
      if (each.listener != null) {
        each.listener.orphan();
      }
      each = each.previous;
    }
  }

  /** Whether a program may look at where a call came from. */
  public boolean readsAddress() {
    return readsAddress;
  }

  /** Whether all calls of a number are known to be allowed. */
  public boolean isAllowed(int number) {
    return Integer.compareUnsigned(number, SyscallNumbers.LIMIT) < 0
        && (allowed[number >> 6] & 1L << number) != 0;
  }

  /** Asks all filters about a call: the strictest answer, of the newest that gives it. */
  public int ask(CallData data) {
    int strictest = Seccomp.RET_ALLOW;
    data.answeredBy = null;
    for (SeccompFilter each = this; each != null; each = each.previous) {
      int answer = each.program.run(data);
      if ((answer & Seccomp.RET_ACTION) < (strictest & Seccomp.RET_ACTION)) {
        strictest = answer;
        data.answeredBy = each;
      }
    }
    int number = data.words[0];
    if ((strictest & Seccomp.RET_ACTION) == Seccomp.RET_ALLOW
        && data.isAnswerCommon()
        && Integer.compareUnsigned(number, SyscallNumbers.LIMIT) < 0) {
      allowed[number >> 6] |= 1L << number;
    }
    return strictest;
  }
}
