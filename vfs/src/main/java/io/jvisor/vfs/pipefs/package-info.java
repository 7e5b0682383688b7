/**
 * Pipes ({@code pipe(7)}) and FIFOs ({@code fifo(7)}).
 *
 * <p>Each {@link io.jvisor.vfs.pipefs.Pipe} has one lock, which is held while bytes are copied to
 * or from the guest, as Linux's {@code pipe->mutex} is; wait queues are woken without it.
 */
package io.jvisor.vfs.pipefs;
