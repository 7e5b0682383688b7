package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.abi.DeviceNumber;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Mount;
import io.jvisor.vfs.MountView;
import io.jvisor.vfs.Vfs;
import java.util.List;

/** {@code /proc/PID/mounts}, {@code mountinfo} and {@code mountstats}. */
final class MountTables {
  /** What is shown in octal in the fields of mount tables. */
  private static final String MANGLED = " \t\n\\#";

  private MountTables() {}

  /** What the process of a thread can reach; none when it has no root any more. */
  private static List<MountView> views(ThreadView thread) {
    FsContext context = thread.fs();
    return context == null ? List.of() : context.namespace().views(context.root());
  }

  static void mounts(ThreadView thread, StringBuilder text) {
    for (MountView view : views(thread)) {
      Mount mount = view.mount();
      FileSystem fileSystem = mount.fileSystem();
      appendMangled(text, source(mount), MANGLED);
      text.append(' ');
      appendMangled(text, view.place(), MANGLED);
      text.append(' ').append(fileSystem.type().name()).append(' ');
      text.append(mount.isReadOnly() ? "ro" : "rw");
      appendFlags(mount, text);
      appendOptions(fileSystem, text);
      text.append(" 0 0\n");
    }
  }

  static void mountInfo(ThreadView thread, StringBuilder text) {
    for (MountView view : views(thread)) {
      Mount mount = view.mount();
      FileSystem fileSystem = mount.fileSystem();
      text.append(mount.id()).append(' ');
      text.append(view.parent()).append(' ');
      text.append(DeviceNumber.major(fileSystem.device())).append(':');
      text.append(DeviceNumber.minor(fileSystem.device())).append(' ');
      appendMangled(text, Vfs.pathInFileSystem(mount.root()), MANGLED);
      text.append(' ');
      appendMangled(text, view.place(), MANGLED);
      text.append(mount.has(MountFlags.MS_RDONLY) ? " ro" : " rw");
      appendFlags(mount, text);
      appendPropagation(view, text);
      text.append(" - ").append(fileSystem.type().name()).append(' ');
      appendMangled(text, source(mount), MANGLED);
      text.append(fileSystem.isReadOnly() ? " ro" : " rw");
      appendOptions(fileSystem, text);
      text.append('\n');
    }
  }

  static void mountStatistics(ThreadView thread, StringBuilder text) {
    for (MountView view : views(thread)) {
      Mount mount = view.mount();
      text.append("device ");
      appendMangled(text, source(mount), MANGLED);
      text.append(" mounted on ");
      appendMangled(text, view.place(), MANGLED);
      text.append(" with fstype ").append(mount.fileSystem().type().name()).append('\n');
    }
  }

  /** The optional fields, {@code proc_pid_mountinfo(5)}. */
  private static void appendPropagation(MountView view, StringBuilder text) {
    appendGroup(text, " shared:", view.shared());
    appendGroup(text, " master:", view.master());
    appendGroup(text, " propagate_from:", view.propagateFrom());
    if (view.isUnbindable()) {
      text.append(" unbindable");
    }
  }

  private static void appendGroup(StringBuilder text, String name, int group) {
    if (group != 0) {
      text.append(name).append(group);
    }
  }

  private static String source(Mount mount) {
    String source = mount.source();
    return source == null || source.isEmpty() ? "none" : source;
  }

  private static void appendFlags(Mount mount, StringBuilder text) {
    append(mount, MountFlags.MS_NOSUID, ",nosuid", text);
    append(mount, MountFlags.MS_NODEV, ",nodev", text);
    append(mount, MountFlags.MS_NOEXEC, ",noexec", text);
    append(mount, MountFlags.MS_NOATIME, ",noatime", text);
    append(mount, MountFlags.MS_NODIRATIME, ",nodiratime", text);
    append(mount, MountFlags.MS_RELATIME, ",relatime", text);
    append(mount, MountFlags.MS_NOSYMFOLLOW, ",nosymfollow", text);
  }

  private static void append(Mount mount, long flag, String name, StringBuilder text) {
    if (mount.has(flag)) {
      text.append(name);
    }
  }

  private static void appendOptions(FileSystem fileSystem, StringBuilder text) {
    String options = fileSystem.displayOptions();
    if (!options.isEmpty()) {
      text.append(',').append(options);
    }
  }

  /** Appends text with some characters as backslash and three octal digits. */
  static void appendMangled(StringBuilder text, String value, String mangled) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (mangled.indexOf(c) < 0) {
        text.append(c);
      } else {
        text.append('\\').append((char) ('0' + (c >> 6)));
        text.append((char) ('0' + (c >> 3 & 7))).append((char) ('0' + (c & 7)));
      }
    }
  }
}
