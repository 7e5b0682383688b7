/** TCP/IP from the link up. Nothing is here yet. */
module io.jvisor.netstack {
  requires io.jvisor.kernel.api;
}
