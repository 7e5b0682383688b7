package io.jvisor.kernel.api.abi;

/** Page protections of {@code mmap(2)}. */
public final class Prot {
  public static final int PROT_NONE = 0;
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int PROT_EXEC = 4;
  public static final int PROT_GROWSDOWN = 0x01000000;
  public static final int PROT_GROWSUP = 0x02000000;

  private Prot() {}
}
