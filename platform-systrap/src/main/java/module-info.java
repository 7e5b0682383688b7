/** Runs guest code natively in stub processes, where each system call becomes a signal. */
module io.jvisor.platform.systrap {
  requires io.jvisor.kernel.api;
  requires io.jvisor.platform.spi;
  requires org.slf4j;

  provides io.jvisor.platform.spi.PlatformProvider with
      io.jvisor.platform.systrap.SystrapPlatformProvider;
}
