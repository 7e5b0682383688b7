/** Decoding of the memory calls. */
module io.jvisor.syscalls.mm {
  requires io.jvisor.kernel.api;
  requires io.jvisor.kernel.core;

  provides io.jvisor.kernel.api.SyscallProvider with
      io.jvisor.syscalls.mm.MemoryCalls;
}
