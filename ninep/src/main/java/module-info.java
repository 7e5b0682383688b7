/** The messages of 9P2000.L, shared by the gofer and its client in vfs. */
module io.jvisor.ninep {
  requires io.jvisor.kernel.api;

  exports io.jvisor.ninep;
}
