package io.jvisor.vfs.proc;

/**
 * Who logged in to make a task, as the kernel's audit tells it in {@code /proc/PID}.
 *
 * @param user the user's id, or -1
 * @param session a number that each login gets anew, or -1
 */
public record AuditLogin(int user, int session) {
  /** Nobody has. */
  public static final AuditLogin NONE = new AuditLogin(-1, -1);
}
