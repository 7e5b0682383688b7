package io.jvisor.launcher.oci;

import java.util.List;

/**
 * The first process of a container.
 *
 * @param args the program and its arguments
 * @param env entries such as {@code PATH=/bin}
 * @param cwd an absolute path
 * @param user who it runs as
 * @param rlimits limits that differ from the defaults
 * @param capabilities a bit each; null when the bundle says nothing
 * @param noNewPrivileges whether set-user-ID programs do not change who it is
 * @param terminal whether the bundle asks for a terminal
 */
public record ProcessSpec(
    List<String> args,
    List<String> env,
    String cwd,
    User user,
    List<Rlimit> rlimits,
    Capabilities capabilities,
    boolean noNewPrivileges,
    boolean terminal) {

  public ProcessSpec {
    args = List.copyOf(args);
    env = List.copyOf(env);
    rlimits = List.copyOf(rlimits);
  }

  /**
   * Who a process runs as.
   *
   * @param umask -1 when the bundle says nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // never written
  public record User(int uid, int gid, int[] additionalGids, int umask) {}

  /**
   * A limit.
   *
   * @param resource its number
   * @param soft an unsigned number; -1 is no limit
   * @param hard an unsigned number; -1 is no limit
   */
  public record Rlimit(int resource, long soft, long hard) {}

  /** The five sets of {@code capabilities(7)}, a bit for each capability. */
  public record Capabilities(
      long bounding, long effective, long inheritable, long permitted, long ambient) {}
}
