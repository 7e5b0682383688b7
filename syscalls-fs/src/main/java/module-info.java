/** Decoding of the file calls. */
module io.jvisor.syscalls.fs {
  requires io.jvisor.kernel.api;
  requires io.jvisor.kernel.core;
  requires io.jvisor.platform.spi;
  requires io.jvisor.vfs;

  provides io.jvisor.kernel.api.SyscallProvider with
      io.jvisor.syscalls.fs.FsSyscalls;
}
