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
 * @param display what differs from the defaults
 */
record TmpOptions(long pages, long inodes, int mode, int uid, int gid, String display) {
  static TmpOptions parse(Map<String, String> options, long totalPages) throws ErrnoException {
    long pages = totalPages / 2;
    long inodes = Math.min(HeapBudget.inodes(), Math.max(1, totalPages / 2));
    int mode = 01777;
    int uid = 0;
    int gid = 0;
    StringBuilder display = new StringBuilder();
    for (Map.Entry<String, String> option : options.entrySet()) {
      String value = option.getValue();
      switch (option.getKey()) {
        case "size" -> {
          pages = pages(value, totalPages);
          display.append(",size=").append(pages << 2).append('k');
        }
        case "nr_blocks" -> {
          pages = orAll(number(value, 10), totalPages);
          display.append(",size=").append(pages << 2).append('k');
        }
        case "nr_inodes" -> {
          inodes = Math.min(HeapBudget.inodes(), orAll(number(value, 10), HeapBudget.inodes()));
          display.append(",nr_inodes=").append(inodes);
        }
        case "mode" -> {
          mode = (int) number(value, 8) & 07777;
          display.append(",mode=").append(Integer.toOctalString(mode));
        }
        case "uid" -> {
          uid = id(value);
          display.append(",uid=").append(Integer.toUnsignedString(uid));
        }
        case "gid" -> {
          gid = id(value);
          display.append(",gid=").append(Integer.toUnsignedString(gid));
        }
        case "huge", "inode32", "inode64", "noswap", "mpol" -> {} // tuning without effect here
        default -> throw Errno.EINVAL.exception();
      }
    }
    display.append(",inode64");
    return new TmpOptions(pages, inodes, mode, uid, gid, display.substring(1));
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
