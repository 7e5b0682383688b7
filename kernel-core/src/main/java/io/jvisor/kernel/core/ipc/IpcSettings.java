package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.vfs.proc.IpcView.Change;
import io.jvisor.vfs.proc.IpcView.Setting;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** The limits of a namespace as files of {@code /proc/sys/kernel}: {@code proc_sys_kernel(5)}. */
final class IpcSettings {
  private IpcSettings() {}

  static List<Setting> of(IpcNamespace namespace) {
    SharedSegments segments = namespace.segments();
    MessageQueues queues = namespace.queues();
    SemaphoreSets sets = namespace.semaphores();
    return List.of(
        unsigned("shmmax", segments::mostBytes, segments::setMostBytes),
        unsigned("shmall", segments::mostPages, segments::setMostPages),
        limit("shmmni", segments.table()),
        nextId("shm_next_id", segments.table()),
        new Setting("shm_rmid_forced", () -> "0", null),
        number("msgmax", queues::mostOfMessage, queues::setMostOfMessage),
        number("msgmnb", queues::mostOfQueue, queues::setMostOfQueue),
        limit("msgmni", queues.table()),
        nextId("msg_next_id", queues.table()),
        new Setting("auto_msgmni", () -> "0", null),
        new Setting("sem", () -> semaphoreLimits(sets), text -> setSemaphoreLimits(sets, text)),
        nextId("sem_next_id", sets.table()));
  }

  private static Setting unsigned(String name, LongSupplier value, LongConsumer change) {
    return new Setting(
        name,
        () -> Long.toUnsignedString(value.getAsLong()),
        text -> {
          long number;
          try {
            number = Long.parseUnsignedLong(text.strip());
          } catch (NumberFormatException e) {
            throw Errno.EINVAL.exception();
          }
          change.accept(number);
        });
  }

  private static Setting number(String name, IntSupplier value, IntConsumer change) {
    return number(name, value, change, Integer.MAX_VALUE);
  }

  private static Setting limit(String name, IpcTable<?> table) {
    return number(name, table::limit, table::setLimit, IpcTable.MAXIMUM);
  }

  private static Setting nextId(String name, IpcTable<?> table) {
    return number(name, table::nextId, table::setNextId, Integer.MAX_VALUE);
  }

  private static Setting number(String name, IntSupplier value, IntConsumer change, int most) {
    Change set = text -> change.accept(parse(text.strip(), most));
    return new Setting(name, () -> Integer.toString(value.getAsInt()), set);
  }

  private static int parse(String text, int most) throws ErrnoException {
    int number;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw Errno.EINVAL.exception();
    }
    if (number < 0 || number > most) {
      throw Errno.EINVAL.exception();
    }
    return number;
  }

  private static String semaphoreLimits(SemaphoreSets sets) {
    return "%d\t%d\t%d\t%d"
        .formatted(sets.mostOfSet(), sets.mostOfAll(), sets.mostOperations(), sets.mostSets());
  }

  /** Takes up to four numbers; what is left out stays. */
  private static void setSemaphoreLimits(SemaphoreSets sets, String text) throws ErrnoException {
    int[] limits = {sets.mostOfSet(), sets.mostOfAll(), sets.mostOperations(), sets.mostSets()};
    String[] words = text.strip().split("\\s+", limits.length + 1);
    for (int i = 0; i < Math.min(words.length, limits.length); i++) {
      limits[i] = parse(words[i], Integer.MAX_VALUE);
    }
    if (limits[3] > IpcTable.MAXIMUM) {
      throw Errno.ERANGE.exception();
    }
    sets.setLimits(limits[0], limits[1], Math.min(limits[2], MOST_OPERATIONS), limits[3]);
  }

  /** What fits into a task's scratch memory. */
  private static final int MOST_OPERATIONS = 8192;
}
