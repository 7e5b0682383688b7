package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.abi.Prot;

/** {@code /proc/PID/maps} and {@code smaps}. */
final class ProcessMaps {
  /** The column at which names begin. */
  private static final int NAME_COLUMN = 73;

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
    hex(text, MountTables.major(region.device()), 2).append(':');
    hex(text, MountTables.minor(region.device()), 2).append(' ');
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
    long resident = region.resident();
    long anonymous = region.anonymous();
    kilobytes(text, "Size", region.end() - region.start());
    kilobytes(text, "KernelPageSize", 4096);
    kilobytes(text, "MMUPageSize", 4096);
    kilobytes(text, "Rss", resident);
    kilobytes(text, "Pss", resident);
    kilobytes(text, "Pss_Dirty", anonymous);
    kilobytes(text, "Shared_Clean", 0);
    kilobytes(text, "Shared_Dirty", 0);
    kilobytes(text, "Private_Clean", resident - anonymous);
    kilobytes(text, "Private_Dirty", anonymous);
    kilobytes(text, "Referenced", resident);
    kilobytes(text, "Anonymous", anonymous);
    kilobytes(text, "KSM", 0);
    kilobytes(text, "LazyFree", 0);
    kilobytes(text, "AnonHugePages", 0);
    kilobytes(text, "ShmemPmdMapped", 0);
    kilobytes(text, "FilePmdMapped", 0);
    kilobytes(text, "Shared_Hugetlb", 0);
    kilobytes(text, "Private_Hugetlb", 0);
    kilobytes(text, "Swap", 0);
    kilobytes(text, "SwapPss", 0);
    kilobytes(text, "Locked", region.locked() ? resident : 0);
    text.append("THPeligible:           0\n");
    text.append("VmFlags:");
    int protection = region.protection();
    text.append((protection & Prot.PROT_READ) != 0 ? " rd" : "");
    text.append((protection & Prot.PROT_WRITE) != 0 ? " wr" : "");
    text.append((protection & Prot.PROT_EXEC) != 0 ? " ex" : "");
    text.append(region.shared() ? " sh" : "").append(" mr mw me");
    text.append(region.locked() ? " lo\n" : "\n");
  }

  private static void kilobytes(StringBuilder text, String name, long bytes) {
    String number = Long.toString(Math.max(0, bytes) >> 10);
    text.append(name).append(':');
    text.repeat(' ', Math.max(1, 15 - name.length() + 8 - number.length()));
    text.append(number).append(" kB\n");
  }
}
