package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.DeviceNumber;
import io.jvisor.kernel.api.abi.Prot;
import java.util.Set;

/** {@code /proc/PID/maps}, {@code smaps} and {@code smaps_rollup}. */
final class ProcessMaps {
  /** The column at which names begin. */
  private static final int NAME_COLUMN = 73;

  /** What Linux calls shared memory without a name of its own. */
  private static final String ZERO = "/dev/zero";

  private ProcessMaps() {}

  static void write(ProcessView process, StringBuilder text, boolean detailed) {
    process.mappings(
        region -> {
          writeLine(region, text);
          if (detailed) {
            writeDetails(region, text);
          }
        });
  }

  private static void writeLine(MemoryRegion region, StringBuilder text) {
    int start = text.length();
    hex(text, region.start(), 8).append('-');
    hex(text, region.end(), 8).append(' ');
    int protection = region.protection();
    text.append((protection & Prot.PROT_READ) != 0 ? 'r' : '-');
    text.append((protection & Prot.PROT_WRITE) != 0 ? 'w' : '-');
    text.append((protection & Prot.PROT_EXEC) != 0 ? 'x' : '-');
    text.append(region.shared() ? 's' : 'p').append(' ');
    hex(text, region.offset(), 8).append(' ');
    hex(text, DeviceNumber.major(region.device()), 2).append(':');
    hex(text, DeviceNumber.minor(region.device()), 2).append(' ');
    text.append(region.inode()).append(' ');
    if (!region.name().isEmpty()) {
      text.repeat(' ', Math.max(0, NAME_COLUMN - (text.length() - start)));
      MountTables.appendMangled(text, region.name(), "\n");
    }
    text.append('\n');
  }

  private static StringBuilder hex(StringBuilder text, long value, int width) {
    String digits = Long.toHexString(value);
    return text.repeat('0', Math.max(0, width - digits.length())).append(digits);
  }

  private static void writeDetails(MemoryRegion region, StringBuilder text) {
    kilobytes(text, "Size", region.end() - region.start());
    kilobytes(text, "KernelPageSize", 4096);
    kilobytes(text, "MMUPageSize", 4096);
    Sums sums = new Sums();
    sums.add(region);
    writeSums(sums, false, text);
    text.append("THPeligible:           0\n");
    text.append("VmFlags: ");
    for (MappingFlag flag : region.flags()) {
      text.append(flag.text()).append(' ');
    }
    text.append('\n');
  }

  /**
   * Bytes of one mapping, or of several. Pages count as nobody else's: who else has them is not
   * known.
   */
  private static final class Sums {
    long resident;
    long anonymous;
    long referenced;
    long sharedMemory;
    long locked;

    void add(MemoryRegion region) {
      resident += region.resident();
      anonymous += region.anonymous();
      referenced += region.referenced();
      sharedMemory += region.name().startsWith(ZERO) ? region.resident() : 0;
      locked += region.flags().contains(MappingFlag.LOCKED) ? region.resident() : 0;
    }
  }

  /** {@code smaps_rollup}: one paragraph for all mappings. */
  static void writeTotals(ProcessView process, StringBuilder text) throws ErrnoException {
    Sums sums = new Sums();
    long[] range = {-1, 0};
    process.mappings(
        region -> {
          range[0] = range[0] < 0 ? region.start() : range[0];
          range[1] = region.end();
          sums.add(region);
        });
    if (range[0] < 0) {
      throw Errno.ESRCH.exception();
    }
    Set<MappingFlag> none = Set.of();
    writeLine(
        new MemoryRegion(range[0], range[1], 0, false, 0, 0, 0, "[rollup]", 0, 0, 0, none), text);
    writeSums(sums, true, text);
  }

  private static void writeSums(Sums sums, boolean byKind, StringBuilder text) {
    long clean = sums.resident - sums.anonymous;
    kilobytes(text, "Rss", sums.resident);
    kilobytes(text, "Pss", sums.resident);
    kilobytes(text, "Pss_Dirty", sums.anonymous);
    if (byKind) {
      kilobytes(text, "Pss_Anon", sums.anonymous);
      kilobytes(text, "Pss_File", clean - sums.sharedMemory);
      kilobytes(text, "Pss_Shmem", sums.sharedMemory);
    }
    kilobytes(text, "Shared_Clean", 0);
    kilobytes(text, "Shared_Dirty", 0);
    kilobytes(text, "Private_Clean", clean);
    kilobytes(text, "Private_Dirty", sums.anonymous);
    kilobytes(text, "Referenced", sums.referenced);
    kilobytes(text, "Anonymous", sums.anonymous);
    kilobytes(text, "KSM", 0);
    kilobytes(text, "LazyFree", 0);
    kilobytes(text, "AnonHugePages", 0);
    kilobytes(text, "ShmemPmdMapped", 0);
    kilobytes(text, "FilePmdMapped", 0);
    kilobytes(text, "Shared_Hugetlb", 0);
    kilobytes(text, "Private_Hugetlb", 0);
    kilobytes(text, "Swap", 0);
    kilobytes(text, "SwapPss", 0);
    kilobytes(text, "Locked", sums.locked);
  }

  private static void kilobytes(StringBuilder text, String name, long bytes) {
    String number = Long.toString(Math.max(0, bytes) >> 10);
    text.append(name).append(':');
    text.repeat(' ', Math.max(1, 15 - name.length() + 8 - number.length()));
    text.append(number).append(" kB\n");
  }
}
