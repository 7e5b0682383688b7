/**
 * The process that owns the host's paths.
 *
 * <p>{@link io.jvisor.gofer.Main} confines the process and starts a {@link
 * io.jvisor.gofer.GoferServer} for each tree; each has a few {@code Worker} threads on one socket,
 * which share a {@code Session}. A fid is a {@code Fid}, and the file that it stands for a {@code
 * Node}. What requests do is in the classes named {@code ...Operations}.
 *
 * <p>Lock order: a fid's lock, then that of the table of fids. No two fids are locked at a time.
 */
package io.jvisor.gofer;
