/**
 * The messages of 9P2000.L and of jvisor's extension of it, as both ends read and write them.
 *
 * <p>{@link io.jvisor.ninep.MessageBuffer} is the wire: bytes with a position, bounds checked. A
 * {@link io.jvisor.ninep.Request} is what a client asks; replies are written field by field with
 * the codecs beside it. Whatever bytes come in, nothing but {@link
 * io.jvisor.ninep.ProtocolException} is thrown.
 *
 * <p>{@link io.jvisor.ninep.GoferOrder} comes before all that: what a gofer is told to serve.
 */
package io.jvisor.ninep;
