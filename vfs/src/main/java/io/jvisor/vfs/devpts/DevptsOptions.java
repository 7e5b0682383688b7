package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.util.Map;

/**
 * The mount options of devpts ({@code mount(8)}).
 *
 * @param mode permissions of terminals
 * @param ptmxMode permissions of {@code ptmx}
 * @param uid their owner; -1 for who makes them
 * @param gid their group; -1 for that of who makes them
 * @param maximum how many there may be
 */
record DevptsOptions(int mode, int ptmxMode, int uid, int gid, int maximum) {
  private static final int NONE = -1;
  private static final int MOST = 1 << 20;
  private static final int DEFAULT_MODE = 0600;

  static DevptsOptions parse(Map<String, String> options) throws ErrnoException {
    int mode = DEFAULT_MODE;
    int ptmxMode = 0;
    int uid = NONE;
    int gid = NONE;
    int maximum = MOST;
    for (Map.Entry<String, String> option : options.entrySet()) {
      String value = option.getValue();
      switch (option.getKey()) {
        case "newinstance" -> {}
        case "mode" -> mode = number(value, 8) & 07777;
        case "ptmxmode" -> ptmxMode = number(value, 8) & 07777;
        case "uid" -> uid = number(value, 10);
        case "gid" -> gid = number(value, 10);
        case "max" -> {
          maximum = number(value, 10);
          if (maximum > MOST) {
            throw Errno.EINVAL.exception();
          }
        }
        default -> throw Errno.EINVAL.exception();
      }
    }
    return new DevptsOptions(mode, ptmxMode, uid, gid, maximum);
  }

  private static int number(String text, int radix) throws ErrnoException {
    try {
      int number = Integer.parseInt(text, radix);
      if (number >= 0 && text.charAt(0) != '+') {
        return number;
      }
    } catch (NumberFormatException malformed) {
      // as any other that is not valid
    }
    throw Errno.EINVAL.exception();
  }

  /** These options as {@code /proc/mounts} shows them. */
  String display() {
    StringBuilder text = new StringBuilder();
    if (uid != NONE) {
      text.append("uid=").append(uid).append(',');
    }
    if (gid != NONE) {
      text.append("gid=").append(gid).append(',');
    }
    text.append("mode=").append(octal(mode)).append(",ptmxmode=").append(octal(ptmxMode));
    if (maximum < MOST) {
      text.append(",max=").append(maximum);
    }
    return text.toString();
  }

  /** At least three digits. */
  private static String octal(int permissions) {
    String digits = Integer.toOctalString(permissions);
    return "0".repeat(Math.max(0, 3 - digits.length())) + digits;
  }
}
