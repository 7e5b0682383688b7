/**
 * The only door to the host: nothing else but the platforms makes a call of the host's kernel.
 *
 * <p>One class has one topic, in the terms of the manual pages. All are built on {@link
 * io.jvisor.platform.spi.host.HostCall}, which makes a call by number, with plain {@code long}s and
 * a negative errno for an error. What a caller can meet with an errno of its own returns that, or
 * throws {@code ErrnoException}; what leaves the kernel no way on throws {@link
 * io.jvisor.platform.spi.host.HostException}.
 *
 * <p>For platforms: {@link io.jvisor.platform.spi.host.HostMemory} (anonymous files and mappings),
 * {@link io.jvisor.platform.spi.host.HostProcess} (starting, ending), {@link
 * io.jvisor.platform.spi.host.HostCpus} (which threads run where).
 *
 * <p>For files: {@link io.jvisor.platform.spi.host.HostFiles} and what it returns, {@link
 * io.jvisor.platform.spi.host.HostSockets} and {@link io.jvisor.platform.spi.host.HostMessage}
 * (with descriptors in them), {@link io.jvisor.platform.spi.host.HostPoller} (one thread that tells
 * when a descriptor is ready), {@link io.jvisor.platform.spi.host.HostTerminal}.
 *
 * <p>The rest tells time ({@link io.jvisor.platform.spi.host.HostClock}), gives random numbers
 * ({@link io.jvisor.platform.spi.host.HostRandom}) and describes the machine ({@link
 * io.jvisor.platform.spi.host.HostCpu}, {@link io.jvisor.platform.spi.host.HostSystem}).
 */
package io.jvisor.platform.spi.host;
