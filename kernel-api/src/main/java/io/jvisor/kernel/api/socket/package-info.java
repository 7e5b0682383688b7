/**
 * Sockets, as an address family implements them: {@code socket(7)} without the decoding.
 *
 * <ul>
 *   <li>{@link io.jvisor.kernel.api.socket.SocketFamily} makes sockets of one {@code AF_*}; found
 *       by {@code ServiceLoader}, collected in {@link io.jvisor.kernel.api.socket.SocketFamilies};
 *   <li>{@link io.jvisor.kernel.api.socket.Socket} is the description that descriptors refer to,
 *       with {@link io.jvisor.kernel.api.socket.SocketOptions} that every family has;
 *   <li>{@link io.jvisor.kernel.api.socket.SocketAddress}, {@link
 *       io.jvisor.kernel.api.socket.ControlBuffer} and {@link
 *       io.jvisor.kernel.api.socket.SocketMessage} carry what goes with the data of a message; a
 *       task has one and uses it again for each call, so that sending and receiving allocate
 *       nothing.
 * </ul>
 *
 * <p>There are no locks here; what a family locks its own package says.
 */
package io.jvisor.kernel.api.socket;
