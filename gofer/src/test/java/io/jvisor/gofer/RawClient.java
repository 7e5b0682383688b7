package io.jvisor.gofer;

import io.jvisor.ninep.MessageBuffer;
import io.jvisor.ninep.MessageType;
import io.jvisor.ninep.Protocol;
import io.jvisor.ninep.ProtocolException;
import io.jvisor.ninep.Request;
import io.jvisor.ninep.Standard;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostMessage;
import io.jvisor.platform.spi.host.HostSockets;
import java.lang.foreign.Arena;

/** A client that sends what it is told to, and a server in the same process. */
final class RawClient implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final int socket;
  private final GoferServer server;
  final HostMessage out = new HostMessage(arena, 1 << 18);
  final HostMessage in = new HostMessage(arena, Protocol.MESSAGE_SIZE);
  final MessageBuffer request = new MessageBuffer(out.data());
  final MessageBuffer reply = new MessageBuffer(in.data());

  RawClient(String root, boolean readOnly) throws Exception {
    int[] ends = HostSockets.pair();
    socket = ends[0];
    server = new GoferServer(ends[1], root, readOnly);
    server.start();
  }

  /** A client that has agreed on a version and attached fid 0. */
  static RawClient attached(String root, boolean readOnly) throws Exception {
    RawClient client = new RawClient(root, readOnly);
    client.call(new Standard.Version(Protocol.MESSAGE_SIZE, Protocol.VERSION_JVISOR));
    client.call(new Standard.Attach(0, Protocol.NO_FID, "", "", 0));
    return client;
  }

  /** Sends bytes as they are in {@link #out}; returns the length of the reply, 0 for none. */
  long exchange(long length) {
    return out.send(socket, length, -1) == 0 ? in.receive(socket, true) : 0;
  }

  /** Makes a call; the reply is open. Returns the error number, or 0. */
  int call(Request asked) throws ProtocolException {
    request.begin(asked.type(), 5);
    asked.emit(request);
    long length = exchange(request.finish());
    reply.open(length);
    if (reply.tag() != 5) {
      throw new ProtocolException("tag");
    }
    if (reply.type() == MessageType.RLERROR) {
      return reply.getInt();
    }
    if (reply.type() != asked.type() + 1) {
      throw new ProtocolException("type " + reply.type());
    }
    return 0;
  }

  @Override
  public void close() {
    server.close();
    in.close();
    HostFiles.close(socket);
    arena.close();
  }
}
