/** The process that owns the host's paths and serves them over 9P2000.L. */
module io.jvisor.gofer {
  requires io.jvisor.kernel.api;
  requires io.jvisor.ninep;
  requires io.jvisor.platform.spi;
  requires org.slf4j;

  exports io.jvisor.gofer;
}
