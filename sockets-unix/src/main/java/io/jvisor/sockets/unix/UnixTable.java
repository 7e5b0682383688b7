package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.socket.SocketFamily;
import io.jvisor.kernel.core.task.KernelTask;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** {@code /proc/net/unix}: the sockets, one a line. */
final class UnixTable implements SocketFamily.ProcTable {
  /** {@code __SO_ACCEPTCON}: the flag of a socket that listens. */
  private static final int LISTENS = 1 << 16;

  private static final int SS_UNCONNECTED = 1;
  private static final int SS_CONNECTED = 3;

  private final UnixFamily family;

  UnixTable(UnixFamily family) {
    this.family = family;
  }

  @Override
  public String name() {
    return "unix";
  }

  @Override
  public void write(Task reader, StringBuilder text) {
    text.append("Num       RefCount Protocol Flags    Type St Inode Path\n");
    Namespace network = KernelTask.of(reader).namespaces().network();
    List<UnixSocket> sockets =
        family.sockets().stream()
            .filter(socket -> socket.network().equals(network))
            .sorted(Comparator.comparingLong(UnixSocket::number))
            .toList();
    for (UnixSocket socket : sockets) {
      boolean connected = socket.state() == UnixSocket.State.CONNECTED;
      text.append(
          String.format(
              Locale.ROOT,
              "%016x: %08X %08X %08X %04X %02X %5d",
              0,
              connected ? 3 : 2,
              0,
              socket.isListening() ? LISTENS : 0,
              socket.type(),
              connected ? SS_CONNECTED : SS_UNCONNECTED,
              socket.number()));
      UnixName name = socket.name();
      if (name != null) {
        text.append(' ').append(name.text().replace('\0', '@'));
      }
      text.append('\n');
    }
  }
}
