package io.jvisor.sockets.unix;

/**
 * Who sent a message: what {@code SCM_CREDENTIALS} tells.
 *
 * @param pid the process, 0 where nobody asked when the message was sent
 */
record SenderId(int pid, int uid, int gid) {
  /** Nobody asked: process 0, and the user and group that stand for none. */
  static final SenderId UNKNOWN = new SenderId(0, 65534, 65534);

  /** What comes with the end of a stream, which nobody sent. */
  static final SenderId NONE = new SenderId(0, 0, 0);
}
