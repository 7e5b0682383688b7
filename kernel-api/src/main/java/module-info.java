/**
 * What the author of a subsystem sees: the system call table and its entries, tasks, guest memory,
 * file descriptions, sockets, wait queues, clocks, and the constants and structures of the Linux
 * ABI.
 */
module io.jvisor.kernel.api {
  exports io.jvisor.kernel.api;
  exports io.jvisor.kernel.api.abi;
  exports io.jvisor.kernel.api.file;
  exports io.jvisor.kernel.api.namespace;
  exports io.jvisor.kernel.api.socket;
  exports io.jvisor.kernel.api.sync;

  uses io.jvisor.kernel.api.SyscallProvider;
}
