/** Decoding of the calls of {@code sysvipc(7)} and {@code mq_overview(7)}. */
module io.jvisor.syscalls.ipc {
  requires io.jvisor.kernel.api;
  requires io.jvisor.kernel.core;
  requires io.jvisor.vfs;

  provides io.jvisor.kernel.api.SyscallProvider with
      io.jvisor.syscalls.ipc.IpcProvider;
}
