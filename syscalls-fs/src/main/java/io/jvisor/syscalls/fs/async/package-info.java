/**
 * Signals that tell of input and output: {@code F_SETOWN}, {@code F_SETSIG}, {@code O_ASYNC} and
 * {@code F_NOTIFY} of {@code fcntl(2)}.
 *
 * <p>Lock order: an owner's lock, then the description's wait queue, then the timer service. A
 * wake-up comes in with any lock held and takes the timer service's only; the signal is sent from
 * its thread. An event in a directory comes in with locks of vfs only: {@code DirectoryNotices} is
 * locked below them to find who wants it, and the signal is sent at once, without that lock.
 */
package io.jvisor.syscalls.fs.async;
