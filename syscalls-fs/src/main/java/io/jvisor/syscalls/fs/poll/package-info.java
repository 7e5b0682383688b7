/**
 * Waiting for several descriptions at a time: {@code poll(2)} and {@code select(2)}.
 *
 * <p>A call holds a reference to each description while it waits, and a place on each one's wait
 * queue. No lock is held while a description is asked what is ready; a description's own lock may
 * be taken then.
 */
package io.jvisor.syscalls.fs.poll;
