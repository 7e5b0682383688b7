package io.jvisor.gofer;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.ninep.GoferOrder;
import io.jvisor.platform.spi.host.HostConfinement;
import io.jvisor.platform.spi.host.HostConsole;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostMessage;
import io.jvisor.platform.spi.host.HostModules;
import io.jvisor.platform.spi.host.HostPrivileges;
import io.jvisor.platform.spi.host.SeccompProgram;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * The gofer process. What it serves it is told on descriptor {@link GoferOrder#DESCRIPTOR}, in one
 * {@link GoferOrder} for each tree.
 *
 * <p>The process moves into the first tree, gives up every privilege that serving does not need,
 * and ends when all its clients have gone. Exit status: 0, or 1 when a tree cannot be served; the
 * reason goes to the standard error stream.
 */
public final class Main {
  private Main() {}

  /** Runs the process. */
  public static void main(String[] arguments) {
    // Not System.exit, which looks for somebody who logs it. There are no shutdown hooks.
    Runtime.getRuntime().halt(run());
  }

  private static int run() {
    System.setProperty("slf4j.internal.verbosity", "ERROR"); // nothing here logs
    Preload.classes();
    boolean isWhole = HostModules.openAll();
    List<GoferServer> servers = new ArrayList<>();
    String root = null;
    boolean anyWritable = false;
    GoferOrder order;
    try (Arena arena = Arena.ofConfined()) {
      HostMessage message = new HostMessage(arena, GoferOrder.LONGEST);
      do {
        long length = message.receive(GoferOrder.DESCRIPTOR, true);
        if (length <= 0) {
          return 0; // who started this process went away before it had anything to do
        }
        order = GoferOrder.read(message.data(), length);
        try {
          servers.add(new GoferServer(message.takeDescriptor(), order.path(), order.readOnly()));
        } catch (ErrnoException e) {
          HostConsole.complain("jvisor gofer: " + order.path() + ": " + e.errno());
          return 1;
        }
        root = root == null ? order.path() : root;
        anyWritable |= !order.readOnly();
      } while (!order.isLast());
    }
    HostFiles.close(GoferOrder.DESCRIPTOR);
    Errno refusal = confine(root, anyWritable, order.confine() && isWhole);
    if (refusal != null) {
      HostConsole.complain("jvisor gofer: cannot give up privileges: " + refusal);
      return 1;
    }
    for (GoferServer server : servers) {
      server.start();
    }
    try {
      for (GoferServer server : servers) {
        server.awaitEnd();
      }
    } catch (InterruptedException e) {
      return 1; // nobody interrupts this thread; ending is the safe answer
    }
    return 0;
  }

  /** Moves into the root and drops privileges; null, or why it could not. */
  private static Errno confine(String root, boolean writable, boolean filter) {
    HostPrivileges.setUmask(0);
    HostPrivileges.raiseDescriptorLimit();
    SeccompProgram calls = GoferCalls.program(writable);
    try (HostConfinement confinement = new HostConfinement()) {
      long result = HostPrivileges.changeRoot(root);
      if (result < 0 && result != Errno.EPERM.result() && result != Errno.ENOTDIR.result()) {
        return Errno.ofResult(result);
      }
      long kept = Capability.DAC_READ_SEARCH.bit();
      if (writable) {
        kept |=
            Capability.CHOWN.bit()
                | Capability.DAC_OVERRIDE.bit()
                | Capability.FOWNER.bit()
                | Capability.FSETID.bit()
                | Capability.MKNOD.bit()
                | Capability.SETFCAP.bit();
      }
      confinement.keepCapabilities(kept);
    }
    if (filter) {
      HostConfinement.filter(calls);
    }
    return null;
  }
}
