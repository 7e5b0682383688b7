/** Decoding of the signal calls. */
module io.jvisor.syscalls.signal {
  requires io.jvisor.kernel.api;
  requires io.jvisor.kernel.core;

  provides io.jvisor.kernel.api.SyscallProvider with
      io.jvisor.syscalls.signal.SignalProvider;
}
