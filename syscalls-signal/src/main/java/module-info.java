/** Decoding of the signal calls. */
module io.jvisor.syscalls.signal {
  requires io.jvisor.kernel.api;
  requires io.jvisor.kernel.core;
}
