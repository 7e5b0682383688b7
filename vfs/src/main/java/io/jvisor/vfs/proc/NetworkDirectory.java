package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.socket.SocketFamilies;
import io.jvisor.kernel.api.socket.SocketFamily;
import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernText;

/** {@code /proc/PID/net}: what the address families show of their sockets. */
final class NetworkDirectory {
  /** Where the numbers of its files begin, past those of the other files of a process. */
  private static final long NUMBERS = 1L << 30;

  private NetworkDirectory() {}

  /** Adds the directory to that of a process. */
  static void addTo(KernDirectory process, ProcFileSystem fileSystem) {
    KernDirectory net = new KernDirectory(fileSystem, process.nextNumber() + NUMBERS, 0555, null);
    SocketFamilies families = fileSystem.environment().service(SocketFamilies.class);
    if (families != null) {
      for (SocketFamily family : families.all()) {
        family.procTables().forEach(table -> add(net, fileSystem, table));
      }
    }
    EmptyTables.ALL.forEach((name, content) -> addEmpty(net, fileSystem, name, content));
    process.add("net", net);
  }

  /** Adds a table unless a family has it. */
  private static void addEmpty(
      KernDirectory net, ProcFileSystem fileSystem, String name, String content) {
    if (!net.has(name)) {
      net.add(
          name,
          new KernText(
              fileSystem,
              net.nextNumber(),
              0444,
              null,
              (task, text) -> text.append(content),
              null));
    }
  }

  private static void add(
      KernDirectory net, ProcFileSystem fileSystem, SocketFamily.ProcTable table) {
    net.add(
        table.name(), new KernText(fileSystem, net.nextNumber(), 0444, null, table::write, null));
  }
}
