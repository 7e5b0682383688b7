package io.jvisor.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.ninep.Protocol;

/** One connection: a tree that is shown to one client. Shared by the threads that serve it. */
final class Session {
  final int socket;
  final Node root;
  final boolean readOnly;
  final FidTable fids = new FidTable();

  /** What {@code Tversion} agreed on; 0 before, when nothing else is answered. */
  volatile int messageSize;

  /** Whether jvisor's own messages were agreed on. */
  volatile boolean extensions;

  Session(int socket, Node root, boolean readOnly) {
    this.socket = socket;
    this.root = root;
    this.readOnly = readOnly;
  }

  /** Throws {@code EROFS} when the tree may not be changed. */
  void checkWritable() throws ErrnoException {
    if (readOnly) {
      throw Errno.EROFS.exception();
    }
  }

  /** The dialect that a client gets who asks for one. */
  String negotiate(int size, String version) {
    fids.clear();
    extensions = version.equals(Protocol.VERSION_JVISOR);
    boolean known = extensions || version.equals(Protocol.VERSION);
    messageSize =
        known && size >= Protocol.LEAST_MESSAGE_SIZE ? Math.min(size, Protocol.MESSAGE_SIZE) : 0;
    return messageSize == 0 ? Protocol.VERSION_UNKNOWN : version;
  }
}
