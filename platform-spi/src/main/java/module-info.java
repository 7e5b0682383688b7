/**
 * How guest code runs (the platform), where its memory lives (the memory file), and the only door
 * to the host: the package {@code io.jvisor.platform.spi.host}.
 */
module io.jvisor.platform.spi {
  requires io.jvisor.kernel.api;
  requires org.jnrproject.jffi;
  requires org.slf4j;

  exports io.jvisor.platform.spi;
  exports io.jvisor.platform.spi.host;
  exports io.jvisor.platform.spi.memory;
  exports io.jvisor.platform.spi.placement;

  uses io.jvisor.platform.spi.PlatformProvider;

  provides System.LoggerFinder with
      io.jvisor.platform.spi.host.SlfLoggerFinder;
}
