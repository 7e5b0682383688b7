package io.jvisor.kernel.core.mm;

/** Properties of a {@link Vma} beside its protection. */
final class VmFlags {
  /** Stores are seen by all who map the object. */
  static final int SHARED = 1;

  /** A stack: {@code MAP_GROWSDOWN}. */
  static final int GROWS_DOWN = 1 << 1;

  /** {@code mlock(2)}; nothing is ever swapped, so this is for accounting only. */
  static final int LOCKED = 1 << 2;

  /** {@code MAP_NORESERVE}. */
  static final int NO_RESERVE = 1 << 3;

  /** {@code MADV_DONTFORK}. */
  static final int DONT_FORK = 1 << 4;

  /** {@code MADV_WIPEONFORK}. */
  static final int WIPE_ON_FORK = 1 << 5;

  /** {@code MADV_DONTDUMP}. */
  static final int DONT_DUMP = 1 << 6;

  /** {@code MADV_RANDOM}: bring in no neighbours. */
  static final int RANDOM = 1 << 7;

  /** {@code MADV_SEQUENTIAL}. */
  static final int SEQUENTIAL = 1 << 8;

  /** The kernel's own, such as the vDSO: cannot grow, or be split by {@code mremap}. */
  static final int SPECIAL = 1 << 9;

  /** {@code MADV_HUGEPAGE}. */
  static final int HUGE_PAGE = 1 << 10;

  /** {@code MADV_NOHUGEPAGE}. */
  static final int NO_HUGE_PAGE = 1 << 11;

  /** {@code mlock2(MLOCK_ONFAULT)}. */
  static final int LOCKED_ON_FAULT = 1 << 12;

  /**
   * A segment of a program or library, which {@code MAP_DENYWRITE} gives away. Its writable pages
   * are copied when they are touched first, without waiting for a store.
   */
  static final int PROGRAM_DATA = 1 << 13;

  /** A segment of {@code shmat(2)}: never merged, so that areas are counted as on Linux. */
  static final int SEGMENT = 1 << 14;

  private VmFlags() {}
}
