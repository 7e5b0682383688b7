package io.jvisor.kernel.api.socket;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;

/**
 * Who is at the other side of a connection: {@code SO_PEERCRED} and {@code SO_PEERGROUPS} of {@code
 * unix(7)}.
 *
 * @param pid its process
 * @param uid its effective user
 * @param gid its effective group
 * @param groups its supplementary groups; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // shared with the credentials, and never written
public record PeerCredentials(ProcessId pid, int uid, int gid, int[] groups) {
  /** Those of a task. */
  public static PeerCredentials of(Task task) {
    Credentials credentials = task.credentials();
    return new PeerCredentials(
        task.processId(), credentials.euid(), credentials.egid(), credentials.groups());
  }
}
