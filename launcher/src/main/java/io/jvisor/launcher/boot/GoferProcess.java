package io.jvisor.launcher.boot;

import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.ninep.GoferOrder;
import io.jvisor.platform.spi.host.HostException;
import io.jvisor.platform.spi.host.HostMemory;
import io.jvisor.platform.spi.host.HostMessage;
import io.jvisor.platform.spi.host.HostProcess;
import io.jvisor.platform.spi.host.HostSockets;
import io.jvisor.platform.spi.host.HostSystem;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * The process that owns the host's paths, a Java of its own. It is started before it is known what
 * it will serve, because Java takes its time to start, and told later. It ends when this process
 * closes its sockets, or dies.
 */
public final class GoferProcess implements AutoCloseable {
  private static final int STANDARD_STREAMS = 3;
  private static final int STANDARD_ERROR = 2;

  /** The options of its Java as an argument file; set by {@code ./jvisor}. */
  private static final String OPTIONS = System.getProperty("jvisor.gofer.options");

  private final int pid;
  private final int control;
  private List<Export> exports = List.of();

  private GoferProcess(int pid, int control) {
    this.pid = pid;
    this.control = control;
  }

  /**
   * A part of the host's tree that is served.
   *
   * @param path on the host
   * @param socket this process's end of its connection
   * @param otherEnd the gofer's, until it was handed over
   */
  record Export(String path, boolean readOnly, int socket, int otherEnd) {
    static Export of(String path, boolean readOnly) {
      int[] ends = HostSockets.pair();
      return new Export(path, readOnly, ends[0], ends[1]);
    }
  }

  /**
   * Starts it. It is not waited for: its first answer tells that it is there.
   *
   * @throws HostException when the host refuses
   */
  public static GoferProcess start() {
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
    int[] ends = HostSockets.pair();
    // Nothing to read, nothing to write, a place for complaints, and its orders.
    int nowhere = HostSystem.openNowhere();
    int[] descriptors = new int[STANDARD_STREAMS + 1];
    descriptors[STANDARD_ERROR] = STANDARD_ERROR;
    descriptors[0] = nowhere;
    descriptors[1] = nowhere;
    descriptors[GoferOrder.DESCRIPTOR] = ends[1];
    try {
      int pid = HostProcess.spawn(java, arguments, List.of("LC_ALL=C.UTF-8"), descriptors, true);
      return new GoferProcess(pid, ends[0]);
    } finally {
      HostMemory.close(nowhere);
      HostMemory.close(ends[1]);
    }
  }

  /**
   * Tells it what to serve; once.
   *
   * @param wanted the root first, then the sources of bind mounts
   * @param confine whether it limits the calls that it can make
   * @throws HostException when it has died
   */
  void serve(List<Export> wanted, boolean confine) {
    exports = List.copyOf(wanted);
    try (Arena arena = Arena.ofConfined()) {
      HostMessage message = new HostMessage(arena, GoferOrder.LONGEST);
      for (int i = 0; i < exports.size(); i++) {
        Export export = exports.get(i);
        boolean isLast = i == exports.size() - 1;
        long length =
            new GoferOrder(export.path(), export.readOnly(), confine, isLast).write(message.data());
        long sent = message.send(control, length, export.otherEnd());
        if (sent < 0) {
          throw new HostException("to tell the gofer", sent);
        }
      }
    } finally {
      exports.forEach(export -> HostMemory.close(export.otherEnd()));
    }
  }

  /** What it serves, in the order of their making. */
  List<Export> exports() {
    return exports;
  }

  /** Hangs up, and waits until it has ended. */
  @Override
  public void close() {
    if (exports.isEmpty()) {
      HostProcess.kill(pid, Signals.SIGKILL); // it may be far from reading anything
    }
    exports.forEach(export -> HostSockets.shutDown(export.socket()));
    HostMemory.close(control);
    HostProcess.waitFor(pid);
  }
}
