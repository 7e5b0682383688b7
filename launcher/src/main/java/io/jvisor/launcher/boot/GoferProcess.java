package io.jvisor.launcher.boot;

import io.jvisor.platform.spi.host.HostMemory;
import io.jvisor.platform.spi.host.HostProcess;
import io.jvisor.platform.spi.host.HostSockets;
import io.jvisor.platform.spi.host.HostSystem;
import java.util.ArrayList;
import java.util.List;

/**
 * The process that owns the host's paths, a Java of its own. It ends when this process closes its
 * sockets, or dies.
 */
final class GoferProcess implements AutoCloseable {
  private static final int FIRST_SOCKET = 3;
  private static final int STANDARD_ERROR = 2;

  /** The options of its Java as an argument file; set by {@code ./jvisor}. */
  private static final String OPTIONS = System.getProperty("jvisor.gofer.options");

  private final int pid;
  private final List<Export> exports;

  /** What it serves, in the order of their making. */
  List<Export> exports() {
    return exports;
  }

  private GoferProcess(int pid, List<Export> exports) {
    this.pid = pid;
    this.exports = exports;
  }

  /**
   * A part of the host's tree that is served.
   *
   * @param path on the host
   * @param socket this process's end of its connection
   */
  record Export(String path, boolean readOnly, int socket, int otherEnd) {
    static Export of(String path, boolean readOnly) {
      int[] ends = HostSockets.pair();
      return new Export(path, readOnly, ends[0], ends[1]);
    }
  }

  /** Starts it. It is not waited for: its first answer tells that it is there. */
  static GoferProcess start(List<Export> exports) {
    String java = System.getProperty("java.home") + "/bin/java";
    List<String> arguments = new ArrayList<>(List.of(java));
    if (OPTIONS != null) {
      arguments.add("@" + OPTIONS);
    } else {
      arguments.add("--module-path=" + System.getProperty("jdk.module.path"));
      arguments.add("--enable-native-access=org.jnrproject.jffi,io.jvisor.platform.spi");
      arguments.add("-Xmx64m");
      arguments.add("-XX:+UseSerialGC");
      arguments.add("-XX:TieredStopAtLevel=1");
      arguments.add("-XX:-UsePerfData");
    }
    arguments.add("--module");
    arguments.add("io.jvisor.gofer/io.jvisor.gofer.Main");
    // Nothing to read, nothing to write, and a place for complaints.
    int[] descriptors = new int[FIRST_SOCKET + exports.size()];
    int nowhere = HostSystem.openNowhere();
    descriptors[0] = nowhere;
    descriptors[1] = nowhere;
    descriptors[STANDARD_ERROR] = STANDARD_ERROR;
    for (int i = 0; i < exports.size(); i++) {
      Export export = exports.get(i);
      descriptors[FIRST_SOCKET + i] = export.otherEnd();
      arguments.add("--root");
      arguments.add(export.path());
      arguments.add("--fd");
      arguments.add(Integer.toString(FIRST_SOCKET + i));
      if (export.readOnly()) {
        arguments.add("--read-only");
      }
    }
    // Java decodes its arguments by the locale.
    int pid =
        HostProcess.spawn(
            java, arguments, List.of("LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"), descriptors, true);
    HostMemory.close(nowhere);
    exports.forEach(export -> HostMemory.close(export.otherEnd()));
    return new GoferProcess(pid, List.copyOf(exports));
  }

  /** Hangs up, and waits until it has ended. */
  @Override
  public void close() {
    exports.forEach(export -> HostSockets.shutDown(export.socket()));
    HostProcess.waitFor(pid);
  }
}
