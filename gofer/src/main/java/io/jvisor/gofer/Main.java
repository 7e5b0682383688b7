package io.jvisor.gofer;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.platform.spi.host.HostConsole;
import io.jvisor.platform.spi.host.HostPrivileges;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The gofer process. Each {@code --root} begins an export, which the options after it describe:
 *
 * <pre>
 *   --root PATH --fd N [--read-only]  [--root PATH --fd N [--read-only]] ...
 * </pre>
 *
 * The process moves into the first root, gives up every privilege that serving does not need, and
 * ends when all its clients have gone. Exit status: 0, or 2 for bad arguments, or 1 when a root
 * cannot be served; the reason goes to the standard error stream.
 */
public final class Main {
  /** What one {@code --root} asks for. */
  private static final class Export {
    final String path;
    int socket = -1;
    boolean readOnly;

    Export(String path) {
      this.path = path;
    }
  }

  private Main() {}

  /** Runs the process. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    List<Export> exports = new ArrayList<>();
    String mistake = parse(arguments, exports);
    if (mistake != null) {
      HostConsole.complain("jvisor gofer: " + mistake);
      return 2;
    }
    List<GoferServer> servers = new ArrayList<>();
    boolean anyWritable = false;
    for (Export export : exports) {
      try {
        servers.add(new GoferServer(export.socket, bytes(export.path), export.readOnly));
      } catch (ErrnoException e) {
        HostConsole.complain("jvisor gofer: " + export.path + ": " + e.errno());
        return 1;
      }
      anyWritable |= !export.readOnly;
    }
    Preload.classes();
    Errno refusal = confine(bytes(exports.getFirst().path), anyWritable);
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

  /** One char a byte, as paths are inside jvisor. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String parse(String[] arguments, List<Export> exports) {
    Export export = null;
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      boolean takesValue = option.equals("--root") || option.equals("--fd");
      if (takesValue && i + 1 == arguments.length) {
        return option + " needs a value";
      }
      if (option.equals("--root")) {
        export = new Export(arguments[++i]);
        exports.add(export);
      } else if (export == null) {
        return "--root comes first, not " + option;
      } else if (option.equals("--fd")) {
        try {
          export.socket = Integer.parseUnsignedInt(arguments[++i]);
        } catch (NumberFormatException e) {
          return "--fd: not a number: " + arguments[i];
        }
      } else if (option.equals("--read-only")) {
        export.readOnly = true;
      } else {
        return "unknown option " + option;
      }
    }
    for (Export each : exports) {
      if (each.socket < 0) {
        return "no --fd for " + each.path;
      }
    }
    return exports.isEmpty() ? "no --root" : null;
  }

  /** Moves into the root and drops privileges; null, or why it could not. */
  private static Errno confine(String root, boolean writable) {
    HostPrivileges.setUmask(0);
    HostPrivileges.raiseDescriptorLimit();
    long result = HostPrivileges.changeRoot(root);
    boolean privileged = result == 0;
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
    result = HostPrivileges.keepCapabilities(kept);
    return result < 0 && privileged ? Errno.ofResult(result) : null;
  }
}
