package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.mm.ExecutionRules;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code prctl(2)}. */
final class Prctl {
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int PR_GET_PDEATHSIG = 2;
  private static final int PR_GET_DUMPABLE = 3;
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_GET_KEEPCAPS = 7;
  private static final int PR_SET_KEEPCAPS = 8;
  private static final int PR_GET_TIMING = 13;
  private static final int PR_SET_TIMING = 14;
  private static final int PR_SET_NAME = 15;
  private static final int PR_GET_NAME = 16;
  private static final int PR_GET_SECCOMP = 21;
  private static final int PR_SET_SECCOMP = 22;
  private static final int PR_CAPBSET_READ = 23;
  private static final int PR_CAPBSET_DROP = 24;
  private static final int PR_GET_TSC = 25;
  private static final int PR_SET_TSC = 26;
  private static final int PR_GET_SECUREBITS = 27;
  private static final int PR_SET_SECUREBITS = 28;
  private static final int PR_SET_TIMERSLACK = 29;
  private static final int PR_GET_TIMERSLACK = 30;
  private static final int PR_TASK_PERF_EVENTS_DISABLE = 31;
  private static final int PR_TASK_PERF_EVENTS_ENABLE = 32;
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int PR_GET_CHILD_SUBREAPER = 37;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_GET_NO_NEW_PRIVS = 39;
  private static final int PR_GET_TID_ADDRESS = 40;
  private static final int PR_SET_THP_DISABLE = 41;
  private static final int PR_GET_THP_DISABLE = 42;
  private static final int PR_CAP_AMBIENT = 47;
  private static final int PR_GET_SPECULATION_CTRL = 52;
  private static final int PR_SET_SPECULATION_CTRL = 53;
  private static final int PR_SET_MDWE = 65;
  private static final int PR_GET_MDWE = 66;
  private static final int PR_CAP_AMBIENT_IS_SET = 1;
  private static final int PR_CAP_AMBIENT_RAISE = 2;
  private static final int PR_CAP_AMBIENT_LOWER = 3;
  private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

  private static final int SECBIT_KEEP_CAPS = 16;
  private static final int SECBIT_KEEP_CAPS_LOCKED = 32;
  private static final int SECBIT_NO_CAP_AMBIENT_RAISE = 64;
  private static final int ALL_SECURE_BITS = 0xff;

  /** Each lock is the bit above what it locks. */
  private static final int SECURE_LOCKS = 0xaa;

  private static final int PR_TIMING_STATISTICAL = 0;
  private static final int PR_TSC_ENABLE = 1;

  private static final int NAME_BYTES = 16;

  private Prctl() {}

  static long prctl(Task caller, long option, long a, long b, long c, long d)
      throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    return switch ((int) option) {
      case PR_SET_NAME -> setName(task, a);
      case PR_GET_NAME -> getName(task, a);
      case PR_SET_PDEATHSIG -> setDeathSignal(task, a);
      case PR_GET_PDEATHSIG -> put(task, a, task.parentDeathSignal());
      case PR_GET_DUMPABLE -> task.group().dumpable();
      case PR_SET_DUMPABLE -> setDumpable(task, a);
      case PR_GET_SECCOMP -> task.seccomp().mode();
      case PR_SET_SECCOMP -> SeccompCalls.setByPrctl(task, a, b);
      case PR_SET_TIMERSLACK -> setSlack(task, a);
      case PR_GET_TIMERSLACK -> task.threadArea().timerSlack();
      case PR_SET_CHILD_SUBREAPER -> setSubreaper(task, a);
      case PR_GET_CHILD_SUBREAPER -> put(task, a, task.group().isSubreaper() ? 1 : 0);
      case PR_SET_NO_NEW_PRIVS -> setNoNewPrivs(task, a, b | c | d);
      case PR_GET_NO_NEW_PRIVS ->
          (a | b | c | d) != 0 ? Errno.EINVAL.result() : task.credentials().noNewPrivs() ? 1 : 0;
      case PR_GET_TID_ADDRESS -> {
        task.memory().writeLong(a, task.threadArea().clearChildTid());
        yield 0;
      }
      case PR_SET_THP_DISABLE -> setHugePagesOff(task, a, b | c | d);
      case PR_GET_THP_DISABLE ->
          (a | b | c | d) != 0 ? Errno.EINVAL.result() : task.group().isHugePagesOff() ? 1 : 0;
      case PR_SET_MDWE -> setExecutionRules(task, a, b | c | d);
      case PR_GET_MDWE ->
          (a | b | c | d) != 0 ? Errno.EINVAL.result() : task.mm().executionRules().bits();
      // Nothing that the CPU guesses can be turned off for one thread.
      case PR_GET_SPECULATION_CTRL ->
          (b | c | d) != 0 ? Errno.EINVAL.result() : Errno.ENODEV.result();
      case PR_SET_SPECULATION_CTRL -> (c | d) != 0 ? Errno.EINVAL.result() : Errno.ENODEV.result();
      case PR_TASK_PERF_EVENTS_DISABLE, PR_TASK_PERF_EVENTS_ENABLE -> 0; // there are none
      default -> clocks(task, (int) option, a, b, c | d);
    };
  }

  /** What can be asked about clocks, and cannot be changed. */
  private static long clocks(KernelTask task, int option, long a, long b, long rest)
      throws ErrnoException {
    return switch (option) {
      case PR_GET_TIMING -> PR_TIMING_STATISTICAL;
      case PR_SET_TIMING -> a == PR_TIMING_STATISTICAL ? 0 : Errno.EINVAL.result();
      case PR_GET_TSC -> put(task, a, PR_TSC_ENABLE);
      case PR_SET_TSC -> (int) a == PR_TSC_ENABLE ? 0 : Errno.EINVAL.result();
      default -> capabilities(task, option, a, b, rest);
    };
  }

  private static long capabilities(KernelTask task, int option, long a, long b, long rest)
      throws ErrnoException {
    return switch (option) {
      case PR_GET_KEEPCAPS -> (task.credentials().secureBits() & SECBIT_KEEP_CAPS) != 0 ? 1 : 0;
      case PR_SET_KEEPCAPS -> setKeepCaps(task, a);
      case PR_CAPBSET_READ -> task.credentials().bounding() >>> capability(a) & 1;
      case PR_CAPBSET_DROP -> dropBounding(task, a);
      case PR_GET_SECUREBITS -> task.credentials().secureBits();
      case PR_SET_SECUREBITS -> setSecureBits(task, a);
      case PR_CAP_AMBIENT -> rest != 0 ? Errno.EINVAL.result() : ambient(task, (int) a, b);
      default -> Errno.EINVAL.result();
    };
  }

  private static long put(KernelTask task, long address, int value) throws ErrnoException {
    task.memory().writeInt(address, value);
    return 0;
  }

  private static long setName(KernelTask task, long address) throws ErrnoException {
    StringBuilder name = new StringBuilder(NAME_BYTES);
    for (int index = 0; index < NAME_BYTES - 1; index++) {
      int value = task.memory().readByte(address + index) & 0xff;
      if (value == 0) {
        break;
      }
      name.append((char) value);
    }
    task.setName(name.toString());
    return 0;
  }

  private static long getName(KernelTask task, long address) throws ErrnoException {
    String name = task.name();
    for (int index = 0; index < NAME_BYTES; index++) {
      byte value = index < name.length() ? (byte) name.charAt(index) : 0;
      task.memory().writeByte(address + index, value);
    }
    return 0;
  }

  private static long setDeathSignal(KernelTask task, long signal) throws ErrnoException {
    if (signal < 0 || signal > Signals.LAST) {
      throw Errno.EINVAL.exception();
    }
    task.setParentDeathSignal((int) signal);
    return 0;
  }

  private static long setDumpable(KernelTask task, long value) throws ErrnoException {
    if (value != 0 && value != 1) {
      throw Errno.EINVAL.exception();
    }
    task.group().setDumpable((int) value);
    return 0;
  }

  private static long setSlack(KernelTask task, long nanos) {
    task.threadArea().setTimerSlack(nanos);
    return 0;
  }

  private static long setHugePagesOff(KernelTask task, long off, long rest) {
    if (rest != 0) {
      return Errno.EINVAL.result();
    }
    task.group().setHugePagesOff(off != 0);
    return 0;
  }

  private static long setExecutionRules(KernelTask task, long bits, long rest)
      throws ErrnoException {
    long known = ExecutionRules.REFUSE_EXEC_GAIN | ExecutionRules.NO_INHERIT;
    if (rest != 0 || (bits & ~known) != 0 || bits == ExecutionRules.NO_INHERIT) {
      throw Errno.EINVAL.exception();
    }
    task.mm().executionRules().set((int) bits);
    return 0;
  }

  private static long setSubreaper(KernelTask task, long on) {
    task.group().setSubreaper(on != 0);
    return 0;
  }

  private static long setNoNewPrivs(KernelTask task, long on, long rest) throws ErrnoException {
    if (on != 1 || rest != 0) {
      throw Errno.EINVAL.exception();
    }
    task.setCredentials(task.credentials().withNoNewPrivs());
    return 0;
  }

  private static int capability(long number) throws ErrnoException {
    if (number < 0 || (1L << number & Credentials.ALL_CAPABILITIES) == 0 || number > 63) {
      throw Errno.EINVAL.exception();
    }
    return (int) number;
  }

  private static long setKeepCaps(KernelTask task, long on) throws ErrnoException {
    if (on != 0 && on != 1) {
      throw Errno.EINVAL.exception();
    }
    CredentialsChange change = new CredentialsChange(task.credentials());
    if ((change.secureBits & SECBIT_KEEP_CAPS_LOCKED) != 0) {
      throw Errno.EPERM.exception();
    }
    change.secureBits =
        on == 1 ? change.secureBits | SECBIT_KEEP_CAPS : change.secureBits & ~SECBIT_KEEP_CAPS;
    change.apply(task);
    return 0;
  }

  private static long dropBounding(KernelTask task, long number) throws ErrnoException {
    if (!task.credentials().hasOwn(Capability.SETPCAP)) {
      throw Errno.EPERM.exception();
    }
    CredentialsChange change = new CredentialsChange(task.credentials());
    change.bounding &= ~(1L << capability(number));
    change.apply(task);
    return 0;
  }

  private static long setSecureBits(KernelTask task, long bits) throws ErrnoException {
    CredentialsChange change = new CredentialsChange(task.credentials());
    int old = change.secureBits;
    int wanted = (int) bits;
    int changed = old ^ wanted;
    int locked = (old & SECURE_LOCKS) >> 1;
    if ((changed & locked) != 0
        || (old & SECURE_LOCKS & ~wanted) != 0
        || (bits & ~ALL_SECURE_BITS) != 0
        || !task.credentials().hasOwn(Capability.SETPCAP)) {
      throw Errno.EPERM.exception();
    }
    change.secureBits = wanted;
    change.apply(task);
    return 0;
  }

  private static long ambient(KernelTask task, int operation, long number) throws ErrnoException {
    CredentialsChange change = new CredentialsChange(task.credentials());
    if (operation == PR_CAP_AMBIENT_CLEAR_ALL) {
      if (number != 0) {
        throw Errno.EINVAL.exception();
      }
      change.ambient = 0;
      change.apply(task);
      return 0;
    }
    long bit = 1L << capability(number);
    switch (operation) {
      case PR_CAP_AMBIENT_IS_SET -> {
        return (change.ambient & bit) != 0 ? 1 : 0;
      }
      case PR_CAP_AMBIENT_RAISE -> {
        if ((change.permitted & change.inheritable & bit) == 0
            || (change.secureBits & SECBIT_NO_CAP_AMBIENT_RAISE) != 0) {
          throw Errno.EPERM.exception();
        }
        change.ambient |= bit;
      }
      case PR_CAP_AMBIENT_LOWER -> change.ambient &= ~bit;
      default -> throw Errno.EINVAL.exception();
    }
    change.apply(task);
    return 0;
  }
}
