package io.jvisor.vfs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MountLimitTest {
  /** Taken out of the tree, a file system lives as long as a file of it is open. */
  @Test
  void guestsCannotKeepFileSystemsWithoutBound() throws ErrnoException {
    try (World world = new World()) {
      world.mkdir("/m");
      List<OpenFile> open = new ArrayList<>();
      for (int i = 0; i < 900; i++) {
        mount(world);
        open.add(world.open(world.root, "/m", OpenFlags.O_RDONLY));
        world.mounts.unmount(world.root, world.context, world.resolve("/m"), MountFlags.MNT_DETACH);
      }
      Fails.with(
          Errno.ENOSPC,
          () -> {
            for (int i = 0; i < 200; i++) {
              mount(world);
            }
          });
      while (!world
          .resolve("/m")
          .dentry()
          .fileSystem()
          .equals(world.mounts.root().dentry().fileSystem())) {
        world.mounts.unmount(world.root, world.context, world.resolve("/m"), 0);
      }
      open.forEach(OpenFile::release);
      mount(world);
      assertTrue(world.resolve("/m").mount().fileSystem().displayOptions().contains("size=4k"));
    }
  }

  private static void mount(World world) throws ErrnoException {
    FileSystem fresh = world.tmpfs(Map.of("size", "4k"));
    world.mounts.mount(world.root, world.resolve("/m"), fresh, "none", 0);
  }
}
