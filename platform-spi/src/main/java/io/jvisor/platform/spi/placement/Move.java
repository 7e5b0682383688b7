package io.jvisor.platform.spi.placement;

/**
 * Where a guest is to be run from now on.
 *
 * @param to by whose kernel thread; null for one that has nothing to do
 * @param cpu the CPU of the latter
 */
public record Move(Placement to, int cpu) {}
