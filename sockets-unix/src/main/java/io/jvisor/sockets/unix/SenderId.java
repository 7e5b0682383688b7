package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.ProcessId;

/**
 * Who sent a message: what {@code SCM_CREDENTIALS} tells.
 *
 * @param pid the process, {@link ProcessId#NONE} where nobody asked when the message was sent
 */
record SenderId(ProcessId pid, int uid, int gid) {
  /** Nobody asked: process 0, and the user and group that stand for none. */
  static final SenderId UNKNOWN = new SenderId(ProcessId.NONE, 65534, 65534);

  /** What comes with the end of a stream, which nobody sent. */
  static final SenderId NONE = new SenderId(ProcessId.NONE, 0, 0);
}
