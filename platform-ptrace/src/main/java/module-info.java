/** Runs guest code in stub processes under {@code PTRACE_SYSEMU}. */
module io.jvisor.platform.ptrace {
  requires io.jvisor.kernel.api;
  requires io.jvisor.platform.spi;
  requires org.slf4j;

  provides io.jvisor.platform.spi.PlatformProvider with
      io.jvisor.platform.ptrace.PtracePlatformProvider;
}
