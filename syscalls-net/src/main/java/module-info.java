/** Decoding of the socket calls. Nothing is here yet: the calls answer {@code ENOSYS}. */
module io.jvisor.syscalls.net {
  requires io.jvisor.kernel.api;
}
