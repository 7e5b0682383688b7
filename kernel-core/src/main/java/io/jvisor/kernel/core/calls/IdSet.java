package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;

/**
 * The four user ids, or the four group ids, of a task, and how they may change: {@code
 * credentials(7)}. Privileged is who has {@code CAP_SETUID} or {@code CAP_SETGID}.
 *
 * @param real the id that started the process
 * @param effective the id that permissions are checked with
 * @param saved the id that may become the effective one again
 * @param files the id that file permissions are checked with
 */
record IdSet(int real, int effective, int saved, int files) {
  /** "Leave it": what -1 stands for in the calls. */
  static final int SAME = -1;

  static IdSet users(Credentials credentials) {
    return new IdSet(
        credentials.uid(), credentials.euid(), credentials.suid(), credentials.fsuid());
  }

  static IdSet groups(Credentials credentials) {
    return new IdSet(
        credentials.gid(), credentials.egid(), credentials.sgid(), credentials.fsgid());
  }

  /**
   * {@code setuid(2)}: all of them for the privileged, else the effective one.
   *
   * @throws ErrnoException {@code EINVAL}, {@code EPERM}
   */
  IdSet with(int id, boolean privileged) throws ErrnoException {
    if (id == SAME) {
      throw Errno.EINVAL.exception();
    }
    if (privileged) {
      return new IdSet(id, id, id, id);
    }
    if (id != real && id != saved) {
      throw Errno.EPERM.exception();
    }
    return new IdSet(real, id, saved, id);
  }

  /**
   * {@code setreuid(2)}. The saved id follows the effective one when the real one is set, or the
   * effective one becomes another than the real one was.
   *
   * @throws ErrnoException {@code EPERM}
   */
  IdSet with(int newReal, int newEffective, boolean privileged) throws ErrnoException {
    if (newReal != SAME && !privileged && newReal != real && newReal != effective) {
      throw Errno.EPERM.exception();
    }
    int chosen = pick(newEffective, effective, privileged);
    boolean saves = newReal != SAME || (newEffective != SAME && newEffective != real);
    return new IdSet(newReal == SAME ? real : newReal, chosen, saves ? chosen : saved, chosen);
  }

  /**
   * {@code setresuid(2)}.
   *
   * @throws ErrnoException {@code EPERM}
   */
  IdSet with(int newReal, int newEffective, int newSaved, boolean privileged)
      throws ErrnoException {
    int chosen = pick(newEffective, effective, privileged);
    return new IdSet(
        pick(newReal, real, privileged), chosen, pick(newSaved, saved, privileged), chosen);
  }

  private int pick(int wanted, int current, boolean privileged) throws ErrnoException {
    if (wanted == SAME) {
      return current;
    }
    if (!privileged && wanted != real && wanted != effective && wanted != saved) {
      throw Errno.EPERM.exception();
    }
    return wanted;
  }

  /** {@code setfsuid(2)}: the same set when the id may not be used. */
  IdSet withFiles(int id, boolean privileged) {
    boolean known = id == real || id == effective || id == saved || id == files;
    return id != SAME && (privileged || known) ? new IdSet(real, effective, saved, id) : this;
  }
}
