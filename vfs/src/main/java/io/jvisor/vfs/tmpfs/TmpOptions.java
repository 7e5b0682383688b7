package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.util.Map;

/**
 * The mount options of {@code tmpfs(5)}.
 *
 * @param pages {@code size=} or {@code nr_blocks=} in pages
 * @param inodes {@code nr_inodes=}
 * @param mode {@code mode=} of the root directory
 * @param uid {@code uid=}
 * @param gid {@code gid=}
 */
record TmpOptions(long pages, long inodes, int mode, int uid, int gid) {
  private static final int DEFAULT_MODE = 01777;

  /** What holds when no option is given: half of the memory. */
  static TmpOptions defaults(long totalPages) {
    long half = Math.max(1, totalPages / 2);
    return new TmpOptions(totalPages / 2, Math.min(HeapBudget.inodes(), half), DEFAULT_MODE, 0, 0);
  }

  /**
   * These options with others in the place of some.
   *
   * @throws ErrnoException {@code EINVAL} for an option that there is not, or a wrong value
   */
  TmpOptions changedBy(Map<String, String> options, long totalPages) throws ErrnoException {
    long newPages = pages;
    long newInodes = inodes;
    int newMode = mode;
    int newUid = uid;
    int newGid = gid;
    for (Map.Entry<String, String> option : options.entrySet()) {
      String value = option.getValue();
      switch (option.getKey()) {
        case "size" -> newPages = pages(value, totalPages);
        case "nr_blocks" -> newPages = orAll(number(value, 10), totalPages);
        case "nr_inodes" ->
            newInodes =
                Math.min(HeapBudget.inodes(), orAll(number(value, 10), HeapBudget.inodes()));
        case "mode" -> newMode = (int) number(value, 8) & 07777;
        case "uid" -> newUid = id(value);
        case "gid" -> newGid = id(value);
        case "huge", "inode32", "inode64", "noswap", "mpol" -> {} // tuning without effect here
        default -> throw Errno.EINVAL.exception();
      }
    }
    return new TmpOptions(newPages, newInodes, newMode, newUid, newGid);
  }

  /** These options as {@code /proc/mounts} shows them: what differs from the defaults. */
  String display(long totalPages) {
    TmpOptions defaults = defaults(totalPages);
    StringBuilder text = new StringBuilder();
    if (pages != defaults.pages) {
      text.append("size=").append(pages << 2).append("k,");
    }
    if (inodes != defaults.inodes) {
      text.append("nr_inodes=").append(inodes).append(',');
    }
    if (mode != DEFAULT_MODE) {
      text.append("mode=").append(Integer.toOctalString(mode)).append(',');
    }
    if (uid != 0) {
      text.append("uid=").append(Integer.toUnsignedString(uid)).append(',');
    }
    if (gid != 0) {
      text.append("gid=").append(Integer.toUnsignedString(gid)).append(',');
    }
    return text.append("inode64").toString();
  }

  private static long orAll(long value, long all) {
    return value == 0 ? all : value;
  }

  private static long pages(String value, long totalPages) throws ErrnoException {
    if (value.endsWith("%")) {
      long percent = number(value.substring(0, value.length() - 1), 10);
      if (percent > 1000) {
        throw Errno.EINVAL.exception();
      }
      return totalPages * percent / 100;
    }
    long bytes = number(value, 10);
    long pages = (bytes + MemoryFile.PAGE_SIZE - 1) >> MemoryFile.PAGE_SHIFT;
    return orAll(pages, totalPages);
  }

  private static int id(String value) throws ErrnoException {
    long number = number(value, 10);
    if (number >= 0xffff_ffffL) {
      throw Errno.EINVAL.exception();
    }
    return (int) number;
  }

  /** A number with a unit k, m, g, t, p or e; below 2 to the 60. */
  private static long number(String value, int radix) throws ErrnoException {
    int digits = value.length();
    int shift = 0;
    if (radix == 10 && digits > 0) {
      int unit = "kmgtpe".indexOf(Character.toLowerCase(value.charAt(digits - 1)));
      if (unit >= 0) {
        shift = 10 * (unit + 1);
        digits--;
      }
    }
    long number;
    try {
      number = Long.parseUnsignedLong(value.substring(0, digits), radix);
    } catch (NumberFormatException e) {
      throw Errno.EINVAL.exception();
    }
    if (number < 0 || number >= 1L << (60 - shift)) {
      throw Errno.EINVAL.exception();
    }
    return number << shift;
  }
}
