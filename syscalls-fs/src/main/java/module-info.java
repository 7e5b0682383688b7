/** Decoding of the file calls. */
module io.jvisor.syscalls.fs {
  requires io.jvisor.kernel.api;
  requires io.jvisor.kernel.core;
  requires io.jvisor.vfs;
}
