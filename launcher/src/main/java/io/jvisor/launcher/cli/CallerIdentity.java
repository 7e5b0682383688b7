package io.jvisor.launcher.cli;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.launcher.UserError;
import io.jvisor.launcher.oci.ProcessSpec;
import io.jvisor.platform.spi.host.HostErrors;
import io.jvisor.platform.spi.host.HostSystem;
import io.jvisor.platform.spi.host.HostText;
import java.util.ArrayList;
import java.util.List;

/** Who runs {@code jvisor do}, so that the program runs as the same user with the same limits. */
final class CallerIdentity {
  private static final int LIMIT = 64 << 10;

  /** Those that are about a process's own ways; the kernel has its own bounds for the others. */
  private static final int[] INHERITED = {
    Resource.RLIMIT_FSIZE, Resource.RLIMIT_STACK, Resource.RLIMIT_CORE, Resource.RLIMIT_NOFILE
  };

  private CallerIdentity() {}

  /** User, groups and umask. */
  static ProcessSpec.User user() throws UserError {
    try {
      String status = HostText.string(HostText.read("/proc/self/status", LIMIT));
      String[] groups = field(status, "Groups:").split(" ", -1);
      int[] ids = new int[groups[0].isEmpty() ? 0 : groups.length];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = Integer.parseUnsignedInt(groups[i]);
      }
      return new ProcessSpec.User(
          Integer.parseUnsignedInt(field(status, "Uid:").split("\t", -1)[1]),
          Integer.parseUnsignedInt(field(status, "Gid:").split("\t", -1)[1]),
          ids,
          Integer.parseInt(field(status, "Umask:"), Byte.SIZE));
    } catch (ErrnoException error) {
      throw new UserError(UserError.FAILED, "/proc/self/status: " + HostErrors.text(error.errno()));
    }
  }

  /** The host's name; null where it cannot be read. */
  static String hostname() {
    try {
      return HostText.string(HostText.read("/proc/sys/kernel/hostname", LIMIT)).strip();
    } catch (ErrnoException hidden) {
      return null;
    }
  }

  /** Every capability for root, in the sandbox; none for others. */
  static ProcessSpec.Capabilities capabilities(ProcessSpec.User user) {
    long all = Credentials.ALL_CAPABILITIES;
    long own = user.uid() == 0 ? all : 0;
    return new ProcessSpec.Capabilities(all, own, 0, own, 0);
  }

  /** The limits of this process. */
  static List<ProcessSpec.Rlimit> limits() {
    List<ProcessSpec.Rlimit> limits = new ArrayList<>();
    for (int resource : INHERITED) {
      long[] pair = HostSystem.limit(resource);
      limits.add(new ProcessSpec.Rlimit(resource, pair[0], pair[1]));
    }
    return limits;
  }

  private static String field(String status, String name) {
    int start = status.indexOf("\n" + name) + 1 + name.length();
    return status.substring(start, status.indexOf('\n', start)).strip();
  }
}
