package io.jvisor.vfs.proc;

/** The entries of {@code /proc/PID/pagemap}: {@code proc_pid_pagemap(5)}. */
public final class PageBits {
  /** The page is in memory. The number of its frame is not told. */
  public static final long PRESENT = 1L << 63;

  /** It is one of a file or of shared memory. */
  public static final long FILE = 1L << 61;

  /** Nobody else has it mapped. */
  public static final long EXCLUSIVE = 1L << 56;

  private PageBits() {}
}
