package io.jvisor.kernel.api.abi;

/** Execution domains of {@code personality(2)} ({@code include/uapi/linux/personality.h}). */
public final class Personality {
  /** The bits that hold the domain; the others are flags. */
  public static final long PER_MASK = 0xff;

  public static final long PER_LINUX32 = 8;

  public static final long UNAME26 = 0x0020000;
  public static final long ADDR_NO_RANDOMIZE = 0x0040000;
  public static final long MMAP_PAGE_ZERO = 0x0100000;
  public static final long ADDR_COMPAT_LAYOUT = 0x0200000;
  public static final long READ_IMPLIES_EXEC = 0x0400000;

  /** What a set-id program does not inherit. */
  public static final long PER_CLEAR_ON_SETID =
      READ_IMPLIES_EXEC | ADDR_NO_RANDOMIZE | ADDR_COMPAT_LAYOUT | MMAP_PAGE_ZERO;

  private Personality() {}
}
