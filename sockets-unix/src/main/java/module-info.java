/** Sockets of {@code AF_UNIX}: {@code unix(7)}. */
module io.jvisor.sockets.unix {
  requires io.jvisor.kernel.api;
  requires io.jvisor.kernel.core;
  requires io.jvisor.vfs;

  provides io.jvisor.kernel.api.socket.SocketFamily with
      io.jvisor.sockets.unix.UnixFamily;
}
