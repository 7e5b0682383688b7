package io.jvisor.ninep;

/** Sizes, limits and names that both sides agree on. */
public final class Protocol {
  /** 9P2000.L as Linux speaks it. */
  public static final String VERSION = "9P2000.L";

  /** The same with the messages of {@link Extension}. */
  public static final String VERSION_JVISOR = VERSION + ".jvisor1";

  /** The answer to a version that the server does not speak. */
  public static final String VERSION_UNKNOWN = "unknown";

  /** The largest message, its header included. */
  public static final int MESSAGE_SIZE = 128 << 10;

  /** The smallest {@code msize} that a server accepts: a longest name and its surroundings fit. */
  public static final int LEAST_MESSAGE_SIZE = 8 << 10;

  /** {@code size[4] type[1] tag[2]}. */
  public static final int HEADER_SIZE = 7;

  /** What a read or write message needs besides its data. */
  public static final int IO_OVERHEAD = HEADER_SIZE + 4 + 8 + 4;

  /** The tag of {@code Tversion}. */
  public static final int NO_TAG = 0xffff;

  /** No fid. */
  public static final int NO_FID = -1;

  /** The most names in one walk: {@code P9_MAXWELEM}. */
  public static final int MAX_WALK = 16;

  /** Longest name in a directory. */
  public static final int NAME_MAX = 255;

  private Protocol() {}

  /**
   * Whether a string can be the name of something in a directory: one that leads nowhere else.
   *
   * @param name one char a byte
   */
  public static boolean isName(String name) {
    int length = name.length();
    if (length == 0 || length > NAME_MAX || name.equals(".") || name.equals("..")) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char unit = name.charAt(i);
      if (unit == '/' || unit == 0) {
        return false;
      }
    }
    return true;
  }
}
