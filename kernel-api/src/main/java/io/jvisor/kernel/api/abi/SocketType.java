package io.jvisor.kernel.api.abi;

/** Types and creation flags of {@code socket(2)} ({@code include/linux/net.h}). */
public final class SocketType {
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int SOCK_RDM = 4;
  public static final int SOCK_SEQPACKET = 5;
  public static final int SOCK_DCCP = 6;
  public static final int SOCK_PACKET = 10;

  /** {@code SOCK_MAX}: every type is below. */
  public static final int LIMIT = 11;

  /** {@code SOCK_TYPE_MASK}: the bits of the type; the others are flags. */
  public static final int MASK = 0xf;

  public static final int SOCK_NONBLOCK = OpenFlags.O_NONBLOCK;
  public static final int SOCK_CLOEXEC = OpenFlags.O_CLOEXEC;

  private SocketType() {}
}
