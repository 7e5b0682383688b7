package io.jvisor.vfs.sys;

import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernFileSystem;
import io.jvisor.vfs.kernfs.KernText;

/** An instance of sysfs: the processors, and that there are no huge pages. */
final class SysFileSystem extends KernFileSystem {
  /** {@code SYSFS_MAGIC}. */
  private static final long MAGIC = 0x62656572;

  private final KernDirectory root = new KernDirectory(this, 1, 0555, null);

  /** The number that the next directory gets; there is room for its files before the next. */
  private long nextDirectory = 1 << 8;

  SysFileSystem(SysFileSystemType type, FileSystemEnvironment environment) {
    super(type, environment, MAGIC);
    int processors = Runtime.getRuntime().availableProcessors();
    String all = processors == 1 ? "0" : "0-" + (processors - 1);
    KernDirectory cpu = directory(directory(directory(root, "devices"), "system"), "cpu");
    file(cpu, "online", all);
    file(cpu, "possible", all);
    file(cpu, "present", all);
    file(cpu, "offline", "");
    file(cpu, "kernel_max", Integer.toString(Math.max(63, processors - 1)));
    for (int i = 0; i < processors; i++) {
      directory(cpu, "cpu" + i);
    }
    KernDirectory memory = directory(directory(root, "kernel"), "mm");
    KernDirectory hugePages = directory(memory, "transparent_hugepage");
    file(hugePages, "enabled", "always madvise [never]");
    directory(directory(root, "fs"), "cgroup");
    directory(root, "block");
    directory(root, "bus");
    directory(root, "class");
  }

  private KernDirectory directory(KernDirectory parent, String name) {
    KernDirectory directory = new KernDirectory(this, nextDirectory, 0555, null);
    nextDirectory += 1 << 8;
    parent.add(name, directory);
    return directory;
  }

  private void file(KernDirectory parent, String name, String content) {
    KernText.Content text = (task, builder) -> builder.append(content).append('\n');
    parent.add(name, new KernText(this, parent.nextNumber(), 0444, null, text, null));
  }

  @Override
  public Inode root() {
    return root;
  }
}
