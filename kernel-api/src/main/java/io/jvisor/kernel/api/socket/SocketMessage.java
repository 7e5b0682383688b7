package io.jvisor.kernel.api.socket;

/**
 * What goes with the data of one message: flags, address, control messages. A task has one and uses
 * it again for each call.
 */
public final class SocketMessage {
  private final SocketAddress address = new SocketAddress();
  private final ControlBuffer control = new ControlBuffer();
  private int flags;
  private int resultFlags;

  /**
   * Makes it ready for a call without address and control messages.
   *
   * @param newFlags {@code MSG_*} of the call
   */
  public SocketMessage reset(int newFlags) {
    flags = newFlags;
    resultFlags = 0;
    address.setLength(0);
    control.reset(0);
    return this;
  }

  /** Where a message goes (of length 0 for wherever the socket is connected to), or came from. */
  public SocketAddress address() {
    return address;
  }

  /** Control messages to send, or received. */
  public ControlBuffer control() {
    return control;
  }

  /** {@code MSG_*} of the call. */
  public int flags() {
    return flags;
  }

  /** Whether the call has any of some flags. */
  public boolean has(int mask) {
    return (flags & mask) != 0;
  }

  /** What {@code msg_flags} of {@code recvmsg(2)} tells, {@code MSG_CTRUNC} apart. */
  public int resultFlags() {
    return resultFlags;
  }

  /** Adds to {@link #resultFlags}. */
  public void addResultFlags(int mask) {
    resultFlags |= mask;
  }
}
