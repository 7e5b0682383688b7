/**
 * The socket calls: arguments are decoded here, and a {@link io.jvisor.kernel.api.socket.Socket}
 * does the work. Nothing is locked here.
 */
package io.jvisor.syscalls.net;
