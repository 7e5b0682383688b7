/**
 * On which CPUs the two threads of a context run, the kernel's and the guest's: {@link
 * io.jvisor.platform.spi.placement.Placement} is one context's, {@link
 * io.jvisor.platform.spi.placement.Balancer} moves them, by trial. {@link
 * io.jvisor.platform.spi.placement.ThreadPool} keeps the kernel's threads of tasks that have ended
 * for others.
 *
 * <p>Lock order: {@code Balancer.lock} before {@code Placement.lock}. Nothing is taken with {@code
 * ThreadPool.lock} held.
 */
package io.jvisor.platform.spi.placement;
