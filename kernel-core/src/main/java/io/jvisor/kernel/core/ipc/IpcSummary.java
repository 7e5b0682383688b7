package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.proc.IpcView;
import java.util.List;
import java.util.function.Consumer;

/** What proc shows of a namespace. */
public final class IpcSummary implements IpcView {
  private final IpcNamespace namespace;

  /** Whose ids are shown. */
  private final UserNamespace reader;

  /** The view of a namespace for members of a user namespace. */
  public IpcSummary(IpcNamespace namespace, UserNamespace reader) {
    this.namespace = namespace;
    this.reader = reader;
  }

  /** Tells what an object is, unless it is gone. */
  @FunctionalInterface
  private interface Line<T> {
    void write(T object) throws ErrnoException;
  }

  private static <T> Consumer<T> unlessGone(Line<T> line) {
    return object -> {
      try {
        line.write(object);
      } catch (ErrnoException gone) {
        // Removed in between: there is nothing to show.
      }
    };
  }

  private static StringBuilder number(StringBuilder text, int width, long number) {
    String digits = Long.toUnsignedString(number);
    return text.repeat(' ', Math.max(0, width - digits.length())).append(digits).append(' ');
  }

  /** Key, id and mode. */
  private static void begin(StringBuilder text, IpcPermissions permissions) {
    String key = Integer.toString(permissions.key());
    text.repeat(' ', Math.max(0, 10 - key.length())).append(key).append(' ');
    number(text, 10, permissions.id());
    String mode = Integer.toOctalString(permissions.mode());
    text.repeat(' ', Math.max(0, 5 - mode.length())).append(mode).append(' ');
  }

  private void owners(StringBuilder text, IpcPermissions permissions) {
    number(text, 5, reader.shownUser(permissions.uid()) & 0xffffffffL);
    number(text, 5, reader.shownGroup(permissions.gid()) & 0xffffffffL);
    number(text, 5, reader.shownUser(permissions.creatorUid()) & 0xffffffffL);
    number(text, 5, reader.shownGroup(permissions.creatorGid()) & 0xffffffffL);
  }

  private static void end(StringBuilder text) {
    text.setCharAt(text.length() - 1, '\n');
  }

  @Override
  public void writeSegments(Task reader, StringBuilder text) {
    text.append("       key      shmid perms                  size  cpid  lpid nattch   uid   gid");
    text.append("  cuid  cgid      atime      dtime      ctime                   rss");
    text.append("                  swap\n");
    SharedSegments segments = namespace.segments();
    segments
        .table()
        .forEach(
            unlessGone(
                segment -> {
                  SharedSegments.Status status = segments.status(segment);
                  begin(text, status.permissions());
                  number(text, 21, status.size());
                  number(text, 5, status.creator().seenBy(reader));
                  number(text, 5, status.lastProcess().seenBy(reader));
                  text.append(' ');
                  number(text, 5, status.attached());
                  owners(text, status.permissions());
                  number(text, 10, status.attachTime());
                  number(text, 10, status.detachTime());
                  number(text, 10, status.changeTime());
                  number(text, 21, status.presentPages() << MemoryFile.PAGE_SHIFT);
                  number(text, 21, 0);
                  end(text);
                }));
  }

  @Override
  public void writeSemaphores(Task reader, StringBuilder text) {
    text.append("       key      semid perms      nsems   uid   gid  cuid  cgid");
    text.append("      otime      ctime\n");
    SemaphoreSets sets = namespace.semaphores();
    sets.table()
        .forEach(
            unlessGone(
                set -> {
                  SemaphoreSets.Status status = sets.status(set);
                  begin(text, status.permissions());
                  number(text, 10, status.semaphores());
                  owners(text, status.permissions());
                  number(text, 10, status.operationTime());
                  number(text, 10, status.changeTime());
                  end(text);
                }));
  }

  @Override
  public void writeQueues(Task reader, StringBuilder text) {
    text.append("       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid");
    text.append("  cuid  cgid      stime      rtime      ctime\n");
    MessageQueues queues = namespace.queues();
    queues
        .table()
        .forEach(
            unlessGone(
                queue -> {
                  MessageQueues.Status status = queues.status(queue);
                  begin(text, status.permissions());
                  text.append(' ');
                  number(text, 10, status.bytes());
                  number(text, 10, status.messages());
                  number(text, 5, status.lastSender().seenBy(reader));
                  number(text, 5, status.lastReceiver().seenBy(reader));
                  owners(text, status.permissions());
                  number(text, 10, status.sendTime());
                  number(text, 10, status.receiveTime());
                  number(text, 10, status.changeTime());
                  end(text);
                }));
  }

  @Override
  public List<Setting> settings() {
    return IpcSettings.of(namespace);
  }
}
