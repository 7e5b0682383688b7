/**
 * A platform that runs guest code natively under a filter which turns each system call into a
 * signal. Nothing is here yet: the module provides no platform.
 */
module io.jvisor.platform.systrap {
  requires io.jvisor.platform.spi;
}
