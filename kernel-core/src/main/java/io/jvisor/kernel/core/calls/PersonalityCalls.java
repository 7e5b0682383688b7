package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Personality;
import io.jvisor.kernel.core.SystemNames;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code personality(2)}, and what of it shows in {@code uname(2)}. */
final class PersonalityCalls {
  private static final long QUERY = 0xffffffffL;

  private PersonalityCalls() {}

  static long personality(Task caller, long persona) {
    KernelTask task = KernelTask.of(caller);
    long old = task.group().personality();
    long wanted = persona & 0xffffffffL;
    if (wanted != QUERY) {
      task.group().setPersonality(wanted);
    }
    return old;
  }

  /** The release as the task is to see it: 6.8.0 is 2.6.68 of old. */
  static String release(KernelTask task) {
    String release = SystemNames.RELEASE;
    if ((task.group().personality() & Personality.UNAME26) == 0) {
      return release;
    }
    String[] parts = release.split("[.-]", 4);
    String rest = parts.length > 3 ? "-" + parts[3] : "";
    return "2.6." + (60 + Integer.parseInt(parts[1])) + rest;
  }

  /** The machine as the task is to see it. */
  static String machine(KernelTask task) {
    long domain = task.group().personality() & Personality.PER_MASK;
    return domain == Personality.PER_LINUX32 ? "i686" : "x86_64";
  }
}
