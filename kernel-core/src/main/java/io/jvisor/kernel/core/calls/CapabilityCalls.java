package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code capget(2)} and {@code capset(2)}. */
final class CapabilityCalls {
  private static final int VERSION_1 = 0x19980330;
  private static final int VERSION_2 = 0x20071026;
  private static final int VERSION_3 = 0x20080522;

  private CapabilityCalls() {}

  /** How many 32-bit words a version has for each set; the newest is told where it is unknown. */
  private static int words(UserMemory memory, long header) throws ErrnoException {
    return switch (memory.readInt(header)) {
      case VERSION_1 -> 1;
      case VERSION_2, VERSION_3 -> 2;
      default -> {
        memory.writeInt(header, VERSION_3);
        yield 0;
      }
    };
  }

  static long capget(Task caller, long header, long data) throws ErrnoException {
    UserMemory memory = caller.memory();
    int words = words(memory, header);
    if (words == 0) {
      return data == 0 ? 0 : Errno.EINVAL.result();
    }
    int pid = memory.readInt(header + 4);
    if (pid < 0) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    KernelTask target = pid == 0 ? task : task.pidNamespace().task(pid);
    if (target == null) {
      throw Errno.ESRCH.exception();
    }
    if (data == 0) {
      return 0;
    }
    Credentials credentials = target.credentials();
    for (int word = 0; word < words; word++) {
      long base = data + 12L * word;
      memory.writeInt(base, (int) (credentials.effective() >>> (32 * word)));
      memory.writeInt(base + 4, (int) (credentials.permitted() >>> (32 * word)));
      memory.writeInt(base + 8, (int) (credentials.inheritable() >>> (32 * word)));
    }
    return 0;
  }

  static long capset(Task caller, long header, long data) throws ErrnoException {
    UserMemory memory = caller.memory();
    int words = words(memory, header);
    if (words == 0) {
      throw Errno.EINVAL.exception();
    }
    int pid = memory.readInt(header + 4);
    if (pid != 0 && pid != KernelTask.of(caller).localTid()) {
      throw Errno.EPERM.exception();
    }
    long effective = 0;
    long permitted = 0;
    long inheritable = 0;
    for (int word = 0; word < words; word++) {
      long base = data + 12L * word;
      effective |= (memory.readInt(base) & 0xffffffffL) << (32 * word);
      permitted |= (memory.readInt(base + 4) & 0xffffffffL) << (32 * word);
      inheritable |= (memory.readInt(base + 8) & 0xffffffffL) << (32 * word);
    }
    effective &= Credentials.ALL_CAPABILITIES;
    permitted &= Credentials.ALL_CAPABILITIES;
    inheritable &= Credentials.ALL_CAPABILITIES;
    Credentials old = caller.credentials();
    long mayInherit = old.hasOwn(Capability.SETPCAP) ? -1 : old.inheritable() | old.permitted();
    if ((inheritable & ~mayInherit) != 0
        || (inheritable & ~(old.inheritable() | old.bounding())) != 0
        || (permitted & ~old.permitted()) != 0
        || (effective & ~permitted) != 0) {
      throw Errno.EPERM.exception();
    }
    CredentialsChange change = new CredentialsChange(old);
    change.effective = effective;
    change.permitted = permitted;
    change.inheritable = inheritable;
    change.apply(KernelTask.of(caller));
    return 0;
  }
}
