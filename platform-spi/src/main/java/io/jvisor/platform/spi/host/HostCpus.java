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

  /**
   * Where {@code cpu_id} of {@code struct rseq} (see {@code rseq(2)}) is, relative to the thread
   * pointer; 0 where the C library has no such area.
   */
  private static final long CPU_OFFSET = cpuOffset();

  private static final long PTHREAD_SELF = HostCall.symbol("pthread_self");
  private static final long SCHED_GETCPU = HostCall.symbol("sched_getcpu");

  private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private HostCpus() {}

  /** A token with which the calling platform thread, and no other, may ask {@link #current}. */
  public static long threadToken() {
    return HostCall.function(PTHREAD_SELF, 0, 0, 0, 0, 0, 0);
  }

  /**
   * The CPU that the calling thread runs on: a plain load from the area that the host keeps up to
   * date for each thread.
   *
   * @param token the thread's own {@link #threadToken}
   */
  public static int current(long token) {
    return CPU_OFFSET != 0
        ? EVERYTHING.get(ValueLayout.JAVA_INT, token + CPU_OFFSET)
        : (int) HostCall.function(SCHED_GETCPU, 0, 0, 0, 0, 0, 0);
  }

  private static long cpuOffset() {
    long size = HostCall.symbolOrZero("__rseq_size");
    long offset = HostCall.symbolOrZero("__rseq_offset");
    if (size == 0 || offset == 0) {
      return 0; // glibc before 2.35
    }
    boolean registered =
        MemorySegment.ofAddress(size).reinterpret(4).get(ValueLayout.JAVA_INT, 0) != 0;
    return registered
        ? MemorySegment.ofAddress(offset).reinterpret(8).get(ValueLayout.JAVA_LONG, 0) + 4
        : 0;
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
