package io.jvisor.vfs.gofer;

import io.jvisor.ninep.MessageBuffer;
import io.jvisor.ninep.Protocol;
import io.jvisor.platform.spi.host.HostMessage;
import java.lang.foreign.Arena;
import java.util.concurrent.locks.Condition;

/** A request under way and its reply; its number is the tag. Used by one caller at a time. */
final class Exchange {
  /** A message and the view of its bytes. */
  static final class Reply {
    final HostMessage message;
    final MessageBuffer buffer;

    Reply(Arena arena) {
      this.message = new HostMessage(arena, Protocol.MESSAGE_SIZE);
      this.buffer = new MessageBuffer(message.data());
    }
  }

  final int tag;
  final HostMessage outgoing;

  /** The request. */
  final MessageBuffer out;

  /** Where the reply is, or will be received. Exchanged under the connection's lock. */
  Reply reply;

  /** Whether {@link #reply} has come. Guarded by the connection's lock. */
  boolean done;

  /** Whether a reply is awaited. Guarded by the connection's lock. */
  boolean pending;

  /** Where its caller waits while another receives; of the connection's lock. */
  final Condition arrival;

  Exchange(int tag, Arena arena, Condition arrival) {
    this.tag = tag;
    this.outgoing = new HostMessage(arena, Protocol.MESSAGE_SIZE);
    this.out = new MessageBuffer(outgoing.data());
    this.reply = new Reply(arena);
    this.arrival = arrival;
  }
}
