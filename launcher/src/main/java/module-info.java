/** Command line, OCI runtime, configuration, and assembly of modules at boot. */
module io.jvisor.launcher {
  requires io.jvisor.kernel.api;
  requires io.jvisor.kernel.core;
  requires io.jvisor.ninep;
  requires io.jvisor.platform.spi;
  requires io.jvisor.vfs;
  requires info.picocli;
  requires com.fasterxml.jackson.core;
  requires org.slf4j;
  requires org.tinylog.api;
  requires org.tinylog.impl;

  opens io.jvisor.launcher.log to
      org.slf4j,
      org.tinylog.api,
      org.tinylog.impl;

  uses io.jvisor.kernel.api.SyscallProvider;
  uses io.jvisor.kernel.api.socket.SocketFamily;
  uses io.jvisor.platform.spi.PlatformProvider;
  uses io.jvisor.vfs.FileSystemType;

  provides org.slf4j.spi.SLF4JServiceProvider with
      io.jvisor.launcher.log.SlfProvider;
}
