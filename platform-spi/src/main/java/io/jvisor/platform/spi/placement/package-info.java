/**
 * On which CPUs the two threads of a context run, the kernel's and the guest's: {@link
 * io.jvisor.platform.spi.placement.Placement} is one context's, {@link
 * io.jvisor.platform.spi.placement.Balancer} moves them.
 *
 * <p>Lock order: {@code Balancer.lock} before {@code Placement.lock}.
 */
package io.jvisor.platform.spi.placement;
