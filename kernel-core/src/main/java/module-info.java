/** Tasks, signals, memory management, the ELF loader, time, and the run loop. */
module io.jvisor.kernel.core {
  requires transitive io.jvisor.kernel.api;
  requires transitive io.jvisor.platform.spi;
  requires transitive io.jvisor.vfs;
  requires org.slf4j;

  exports io.jvisor.kernel.core;
  exports io.jvisor.kernel.core.loader;
  exports io.jvisor.kernel.core.futex;
  exports io.jvisor.kernel.core.ipc;
  exports io.jvisor.kernel.core.mm;
  exports io.jvisor.kernel.core.namespace;
  exports io.jvisor.kernel.core.seccomp;
  exports io.jvisor.kernel.core.signal;
  exports io.jvisor.kernel.core.task;
  exports io.jvisor.kernel.core.time;
  exports io.jvisor.kernel.core.vdso;

  provides io.jvisor.kernel.api.SyscallProvider with
      io.jvisor.kernel.core.calls.ProcessProvider,
      io.jvisor.kernel.core.calls.SchedulingProvider,
      io.jvisor.kernel.core.calls.TimeProvider;
}
