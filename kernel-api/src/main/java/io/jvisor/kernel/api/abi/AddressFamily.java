package io.jvisor.kernel.api.abi;

/** Address families of {@code socket(2)} ({@code include/linux/socket.h}). */
public final class AddressFamily {
  public static final int AF_UNSPEC = 0;
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int AF_NETLINK = 16;
  public static final int AF_PACKET = 17;
  public static final int AF_VSOCK = 40;

  /** {@code AF_MAX}: every family is below. */
  public static final int LIMIT = 46;

  private AddressFamily() {}
}
