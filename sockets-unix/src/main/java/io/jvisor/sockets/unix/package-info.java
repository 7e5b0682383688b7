/**
 * Sockets of {@code AF_UNIX}: {@code unix(7)}.
 *
 * <ul>
 *   <li>{@code UnixSocket} has what all have; {@code ConnectionSocket} listens, accepts and
 *       connects, as {@code StreamSocket} and {@code SeqpacketSocket}; {@code DatagramSocket} does
 *       not;
 *   <li>{@code ReceiveQueue} is what waits to be received; {@code MessageCost} says what a message
 *       counts for the sender's buffer;
 *   <li>{@code Ancillary} passes descriptions and identities, {@code InFlight} counts those under
 *       way and finds sockets that nobody can reach any more;
 *   <li>{@code Names} knows who is bound to what.
 * </ul>
 *
 * <p>Lock order, outermost first:
 *
 * <pre>
 *   UnixSocket.bindLock            one socket; locks of the file system below it
 *   ReceiveQueue.receiving         held while guest memory is written
 *   ReceiveQueue.sending           held while guest memory is read
 *   InFlight.lock                  nothing of the above is taken below
 *   UnixSocket.stateLock           of two sockets, the one with the lower number first
 *   ReceiveQueue.lock
 *   DatagramSocket.relayLock
 *   wait queues                    room before waitQueue: a relay on the one wakes the other
 * </pre>
 *
 * <p>Nobody holds {@code receiving} of one queue and {@code sending} of any. These two are the only
 * locks held while guest memory is touched, which may wait for a file; whoever looks at a socket
 * (poll, close, a collection) needs neither. Descriptions are released, and names unbound, with
 * none of the others held.
 */
package io.jvisor.sockets.unix;
