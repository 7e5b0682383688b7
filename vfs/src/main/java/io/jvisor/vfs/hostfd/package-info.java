/**
 * Descriptions over descriptors of the host: the standard input and output that the sandbox was
 * started with.
 *
 * <p>The host's description is shared with whoever started the sandbox, so its flags are never
 * changed; in particular it is never made non-blocking. What must not wait asks first.
 *
 * <p>Lock order: the description's lock before the poller registration's monitor. Neither is held
 * while waiters are woken.
 */
package io.jvisor.vfs.hostfd;
