package io.jvisor.kernel.api.abi;

/** Control messages: {@code struct cmsghdr} of {@code cmsg(3)} and the types of SOL_SOCKET. */
public final class ControlMessages {
  public static final int SCM_RIGHTS = 1;
  public static final int SCM_CREDENTIALS = 2;
  public static final int SCM_SECURITY = 3;
  public static final int SCM_PIDFD = 4;

  /** Size of {@code struct cmsghdr}: length (8 bytes), level, type. */
  public static final int HEADER_BYTES = 16;

  /** Offset of {@code cmsg_level}. */
  public static final int LEVEL = 8;

  /** Offset of {@code cmsg_type}. */
  public static final int TYPE = 12;

  /** {@code SCM_MAX_FD}: descriptors in one message. */
  public static final int MAX_DESCRIPTORS = 253;

  /** Size of {@code struct ucred}: process, user, group. */
  public static final int CREDENTIALS_BYTES = 12;

  /** {@code CMSG_ALIGN}: where the next message begins. */
  public static long align(long length) {
    return (length + 7) & ~7L;
  }

  private ControlMessages() {}
}
