package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.SegmentIo;
import io.jvisor.kernel.api.namespace.IdMap;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.OpenFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What {@code execve(2)} makes of credentials: {@code capabilities(7)}. File capabilities have no
 * effect.
 */
final class ExecCredentials {
  /** {@code SECBIT_NOROOT}: user 0 is nothing special. */
  private static final int SECBIT_NOROOT = 1;

  /** {@code SECBIT_KEEP_CAPS}: does not outlive an exec. */
  private static final int SECBIT_KEEP_CAPS = 16;

  private static final int SET_ID = Stat.S_ISUID | Stat.S_ISGID;

  /** Without the execute bit of the group the other one means something else. */
  private static final int SET_GROUP = Stat.S_ISGID | 010;

  private ExecCredentials() {}

  /** What a program runs with. */
  static Credentials of(KernelTask task, OpenFile program) {
    Credentials old = task.credentials();
    int euid = old.euid();
    int egid = old.egid();
    int mode = program.inode().mode();
    boolean heeded = !old.noNewPrivs() && !program.path().mount().has(MountFlags.MS_NOSUID);
    if (heeded
        && mayGain(task)
        && (mode & SET_ID) != 0
        && hasIds(old, program.inode())
        && !isScript(task, program)) {
      euid = (mode & Stat.S_ISUID) != 0 ? program.inode().uid() : euid;
      egid = (mode & SET_GROUP) == SET_GROUP ? program.inode().gid() : egid;
    }
    return with(old, euid, egid);
  }

  /** Ids that nobody inside knows are not given. */
  private static boolean hasIds(Credentials old, Inode program) {
    return old.userNamespace().hasUser(program.uid())
        && old.userNamespace().hasGroup(program.gid());
  }

  /** Whoever traces a program decides what it does, so it gets no rights that its tracer lacks. */
  private static boolean mayGain(KernelTask task) {
    Tracee tracee = task.tracee();
    return tracee == null
        || tracee
            .tracer()
            .credentials()
            .has(Capability.SYS_PTRACE, task.credentials().userNamespace());
  }

  /** Set-id bits of a script have no effect: its name could be given to another file meanwhile. */
  private static boolean isScript(KernelTask task, OpenFile program) {
    MemorySegment start = task.scratch().asSlice(0, 2);
    start.fill((byte) 0);
    try {
      program.readAt(task, SegmentIo.sink(start), 0);
    } catch (ErrnoException _) {
      return true; // the loader will meet the error too
    }
    return start.get(ValueLayout.JAVA_BYTE, 0) == '#' && start.get(ValueLayout.JAVA_BYTE, 1) == '!';
  }

  private static Credentials with(Credentials old, int euid, int egid) {
    boolean rootCounts = (old.secureBits() & SECBIT_NOROOT) == 0;
    boolean changesId = euid != old.euid() || egid != old.egid();
    long ambient = changesId ? 0 : old.ambient();
    long permitted = ambient;
    long effective = ambient;
    int root = old.userNamespace().rootUser();
    if (rootCounts && root != IdMap.NOBODY && (old.uid() == root || euid == root)) {
      permitted = old.inheritable() | old.bounding();
      if (euid == root) {
        effective = permitted;
      }
    }
    return new Credentials(
        old.uid(),
        euid,
        euid,
        euid,
        old.gid(),
        egid,
        egid,
        egid,
        old.groups(),
        permitted,
        effective,
        old.inheritable(),
        old.bounding(),
        ambient,
        old.secureBits() & ~SECBIT_KEEP_CAPS,
        old.noNewPrivs(),
        old.userNamespace());
  }

  /** {@code AT_SECURE}: effective and real ids differ. */
  static boolean isSecure(Credentials credentials) {
    return credentials.uid() != credentials.euid() || credentials.gid() != credentials.egid();
  }
}
