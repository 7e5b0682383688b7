package io.jvisor.vfs.proc;

/** {@code /proc/PID/numa_maps} of a machine with one node: {@code numa(7)}. */
final class NumaMaps {
  private NumaMaps() {}

  static void write(ProcessView process, StringBuilder text) {
    process.mappings(region -> writeLine(region, text));
  }

  private static void writeLine(MemoryRegion region, StringBuilder text) {
    String start = Long.toHexString(region.start());
    text.repeat('0', Math.max(0, 8 - start.length())).append(start).append(" default");
    String name = region.name();
    if (name.startsWith("/")) {
      text.append(" file=");
      MountTables.appendMangled(text, name, "\n\t= ");
    } else if (name.equals("[heap]")) {
      text.append(" heap");
    } else if (name.equals("[stack]")) {
      text.append(" stack");
    }
    long pages = region.resident() >> 12;
    long anonymous = region.anonymous() >> 12;
    if (pages > 0) {
      if (anonymous > 0) {
        text.append(" anon=").append(anonymous).append(" dirty=").append(anonymous);
      }
      if (pages != anonymous) {
        text.append(" mapped=").append(pages);
      }
      text.append(" N0=").append(pages).append(" kernelpagesize_kB=4");
    }
    text.append('\n');
  }
}
