/**
 * A platform that runs guest code in a virtual machine. Nothing is here yet: the module provides no
 * platform.
 */
module io.jvisor.platform.kvm {
  requires io.jvisor.platform.spi;
}
