package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;

/** The host's CPUs and which threads may run on them: {@code sched_setaffinity(2)}. */
public final class HostCpus {
  /** Room for 8,192 CPUs, the most that Linux can be built for. */
  private static final int MASK_BYTES = 1024;

  private static final long SCHED_GETCPU = HostCall.symbol("sched_getcpu");

  /** The CPUs of the process when this class was first used, which is at boot. */
  private static final MemorySegment ALL = mask(Arena.global(), affinity(0));

  private HostCpus() {}

  /**
   * Lets the calling thread run on all CPUs of the process. A thread inherits the CPUs of the one
   * that started it, and a platform may have pinned that: what a task may start for all calls this
   * first.
   */
  public static void useAll() {
    setAffinity(0, ALL);
  }

  /** The CPU that the calling thread runs on. */
  public static int current() {
    return (int) HostCall.function(SCHED_GETCPU, 0, 0, 0, 0, 0, 0);
  }

  /**
   * The CPUs that a thread may run on.
   *
   * @param tid the thread, or 0 for the calling one
   */
  public static BitSet affinity(int tid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES, 8);
      long bytes = HostCall.call(SyscallNumbers.SCHED_GETAFFINITY, tid, MASK_BYTES, mask.address());
      if (bytes < 0) {
        throw new HostException("sched_getaffinity", bytes);
      }
      return BitSet.valueOf(mask.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /**
   * A mask for {@link #setAffinity}.
   *
   * @param arena owns the memory
   */
  public static MemorySegment mask(Arena arena, BitSet cpus) {
    MemorySegment mask = arena.allocate(MASK_BYTES, 8);
    byte[] bytes = cpus.toByteArray();
    MemorySegment.copy(bytes, 0, mask, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return mask;
  }

  /**
   * Says where a thread may run. Allocates nothing.
   *
   * @param tid the thread, or 0 for the calling one
   * @param mask what {@link #mask} made
   * @return 0 or a negative errno: {@code ESRCH}, {@code EPERM}, or {@code EINVAL} when the
   *     thread's cpuset has none of the CPUs
   */
  public static long setAffinity(int tid, MemorySegment mask) {
    return HostCall.call(SyscallNumbers.SCHED_SETAFFINITY, tid, mask.byteSize(), mask.address());
  }
}
