/** Decoding of the socket calls; what they do is the affair of the address families. */
module io.jvisor.syscalls.net {
  requires io.jvisor.kernel.api;
  requires io.jvisor.kernel.core;

  provides io.jvisor.kernel.api.SyscallProvider with
      io.jvisor.syscalls.net.NetSyscalls;
}
