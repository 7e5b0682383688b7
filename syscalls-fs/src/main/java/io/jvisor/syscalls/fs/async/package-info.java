/**
 * Signals that tell of input and output: {@code F_SETOWN}, {@code F_SETSIG} and {@code O_ASYNC} of
 * {@code fcntl(2)}.
 *
 * <p>Lock order: an owner's lock, then the description's wait queue, then the timer service. A
 * wake-up comes in with any lock held and takes the timer service's only; the signal is sent from
 * its thread.
 */
package io.jvisor.syscalls.fs.async;
