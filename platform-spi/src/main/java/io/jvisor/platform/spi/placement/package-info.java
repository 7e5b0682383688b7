/**
 * On which CPUs threads of the kernel run, and the guests that they run: {@link
 * io.jvisor.platform.spi.placement.Placement} is a kernel thread's, {@link
 * io.jvisor.platform.spi.placement.Guest} a guest thread's, and {@link
 * io.jvisor.platform.spi.placement.Balancer} moves them, by trial. {@link
 * io.jvisor.platform.spi.placement.ThreadPool} keeps the kernel's threads of tasks that have ended
 * for others.
 *
 * <p>Lock order: {@code Balancer.lock} before {@code Placement.lock} and {@code Guest.lock}.
 * Nothing is taken with {@code IdleList.lock} held.
 */
package io.jvisor.platform.spi.placement;
