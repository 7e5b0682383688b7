package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.SystemNames;
import io.jvisor.kernel.core.namespace.UtsNamespace;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.platform.spi.host.HostRandom;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code uname(2)}, {@code getrandom(2)} and others about the system. */
final class SystemCalls {
  private static final int NAME_BYTES = 65;
  private static final int FIELDS = 6;
  private static final long ALL_RANDOM_FLAGS = 7;
  private static final long GRND_RANDOM = 2;
  private static final long GRND_INSECURE = 4;
  private static final long CHUNK = 4096;
  private static final long MOST_BYTES = 0x7ffff000L;

  private SystemCalls() {}

  static long uname(Task caller, long address) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    UtsNamespace names = task.namespaces().uts();
    MemorySegment bytes = caller.scratch().asSlice(0, (long) FIELDS * NAME_BYTES);
    bytes.fill((byte) 0);
    put(bytes, 0, "Linux");
    put(bytes, 1, names.node());
    put(bytes, 2, PersonalityCalls.release(task));
    put(bytes, 3, SystemNames.VERSION);
    put(bytes, 4, PersonalityCalls.machine(task));
    put(bytes, 5, names.domain());
    caller.memory().write(address, bytes, 0, bytes.byteSize());
    return 0;
  }

  private static void put(MemorySegment bytes, int field, String text) {
    for (int index = 0; index < Math.min(text.length(), NAME_BYTES - 1); index++) {
      bytes.set(
          ValueLayout.JAVA_BYTE, (long) field * NAME_BYTES + index, (byte) text.charAt(index));
    }
  }

  static long sethostname(Task caller, long address, long length) throws ErrnoException {
    UtsNamespace names = KernelTask.of(caller).namespaces().uts();
    names.setNode(readName(caller, names, address, length));
    return 0;
  }

  static long setdomainname(Task caller, long address, long length) throws ErrnoException {
    UtsNamespace names = KernelTask.of(caller).namespaces().uts();
    names.setDomain(readName(caller, names, address, length));
    return 0;
  }

  private static String readName(Task caller, UtsNamespace names, long address, long length)
      throws ErrnoException {
    if (!caller.credentials().has(Capability.SYS_ADMIN, names.owner())) {
      throw Errno.EPERM.exception();
    }
    int count = (int) length;
    if (count < 0 || count > UtsNamespace.MAXIMUM) {
      throw Errno.EINVAL.exception();
    }
    StringBuilder name = new StringBuilder(count);
    for (int index = 0; index < count; index++) {
      name.append((char) (caller.memory().readByte(address + index) & 0xff));
    }
    int end = name.indexOf("\0");
    return end < 0 ? name.toString() : name.substring(0, end);
  }

  static long getrandom(Task task, long address, long length, long flags) throws ErrnoException {
    if ((flags & 0xffffffffL & ~ALL_RANDOM_FLAGS) != 0
        || (flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE)) {
      throw Errno.EINVAL.exception();
    }
    long wanted = Long.compareUnsigned(length, MOST_BYTES) > 0 ? MOST_BYTES : length;
    MemorySegment scratch = task.scratch();
    long done = 0;
    while (done < wanted) {
      MemorySegment chunk = scratch.asSlice(0, Math.min(CHUNK, wanted - done));
      HostRandom.fill(chunk);
      long written = task.memory().tryWrite(address + done, chunk, 0, chunk.byteSize());
      done += written;
      if (written < chunk.byteSize()) {
        return done > 0 ? done : Errno.EFAULT.result();
      }
      if (task.isInterrupted()) {
        break;
      }
    }
    return done;
  }

  static long syslog(Task task, long type, long buffer, long length) {
    return Errno.EPERM.result();
  }
}
