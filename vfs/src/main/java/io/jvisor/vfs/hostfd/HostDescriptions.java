package io.jvisor.vfs.hostfd;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostPath;
import io.jvisor.platform.spi.host.HostStatus;
import io.jvisor.platform.spi.host.HostStreams;
import io.jvisor.platform.spi.host.HostTerminal;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes descriptions for descriptors that the sandbox was given by its caller. */
public final class HostDescriptions {
  private static final int PATH_BYTES = 4096;

  /** By device number; as many as the caller gave descriptors of. */
  private static final Map<Long, TerminalControl> TERMINALS = new ConcurrentHashMap<>();

  private HostDescriptions() {}

  /**
   * Wraps a descriptor of the host, which the description owns from then on and closes when the
   * guest has closed its own. To be called while the host's {@code /proc} can be seen, or the
   * description has no better name than its inode.
   *
   * @return a description with one reference, the caller's
   * @throws ErrnoException {@code EBADF}
   */
  public static FileDescription of(int descriptor) throws ErrnoException {
    int flags = (int) Errno.check(HostStreams.statusFlags(descriptor));
    try (Arena arena = Arena.ofConfined()) {
      HostStatus status = new HostStatus(arena);
      Errno.check(HostFiles.statusAt(descriptor, HostPath.EMPTY, AtFlags.AT_EMPTY_PATH, status));
      String name = name(arena, descriptor, status);
      return switch (status.mode() & Stat.S_IFMT) {
        case Stat.S_IFREG, Stat.S_IFBLK -> new HostRegularFile(descriptor, flags, name);
        case Stat.S_IFCHR -> device(arena, descriptor, flags, name, status);
        default -> new HostStream(descriptor, flags, name);
      };
    }
  }

  private static FileDescription device(
      Arena arena, int descriptor, int flags, String name, HostStatus status) {
    if (status.specialDevice() == HostNull.DEVICE) {
      return new HostNull(descriptor, flags, name);
    }
    MemorySegment settings = arena.allocate(HostTerminal.TERMIOS_BYTES);
    return HostTerminal.attributes(descriptor, settings) == 0
        ? new HostTerminalFile(descriptor, flags, name, terminal(descriptor, name, status))
        : new HostStream(descriptor, flags, name);
  }

  private static TerminalControl terminal(int descriptor, String name, HostStatus status) {
    return TERMINALS.computeIfAbsent(
        status.specialDevice(), device -> new HostTerminalControl(device, descriptor, name));
  }

  /** What the host calls the file. */
  private static String name(Arena arena, int descriptor, HostStatus status) {
    HostPath link = new HostPath(arena);
    link.set("/proc/self/fd/" + descriptor);
    MemorySegment target = arena.allocate(PATH_BYTES);
    long length = HostFiles.readLinkAt(AtFlags.AT_FDCWD, link, target);
    if (length <= 0) {
      String kind =
          switch (status.mode() & Stat.S_IFMT) {
            case Stat.S_IFIFO -> "pipe";
            case Stat.S_IFSOCK -> "socket";
            default -> "host";
          };
      return kind + ":[" + status.inode() + "]";
    }
    StringBuilder name = new StringBuilder((int) length);
    for (long i = 0; i < length; i++) {
      name.append((char) (target.get(ValueLayout.JAVA_BYTE, i) & 0xff));
    }
    return name.toString();
  }
}
