package io.jvisor.vfs.dev;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.MountRequest;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.tmpfs.TmpFileSystemType;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code devtmpfs}: a tmpfs that begins with a file for each device, the links of {@code hier(7)},
 * and the directories {@code pts}, {@code mqueue} and {@code shm} to mount on.
 */
public final class DevFileSystemType implements FileSystemType {
  private static final Owner ROOT = new Owner(0, 0);

  @Override
  public String name() {
    return "devtmpfs";
  }

  @Override
  public FileSystem create(MountRequest request) throws ErrnoException {
    Map<String, String> options = new HashMap<>(request.options());
    options.putIfAbsent("mode", "755");
    MountRequest adjusted =
        new MountRequest(
            request.environment(),
            request.source(),
            options,
            request.credentials(),
            request.task());
    FileSystem fileSystem = TmpFileSystemType.create(this, adjusted);
    Inode root = fileSystem.root();
    for (CharacterDevice device : DeviceRegistry.instance().devices()) {
      int mode = Stat.S_IFCHR | device.permissions();
      root.createNode(null, device.fileName(), mode, device.number(), ROOT);
    }
    root.createSymbolicLink(null, "fd", "/proc/self/fd", ROOT);
    root.createSymbolicLink(null, "stdin", "/proc/self/fd/0", ROOT);
    root.createSymbolicLink(null, "stdout", "/proc/self/fd/1", ROOT);
    root.createSymbolicLink(null, "stderr", "/proc/self/fd/2", ROOT);
    root.createDirectory(null, "pts", Stat.S_IFDIR | 0755, ROOT);
    root.createDirectory(null, "mqueue", Stat.S_IFDIR | Stat.S_ISVTX | 0777, ROOT);
    root.createDirectory(null, "shm", Stat.S_IFDIR | Stat.S_ISVTX | 0777, ROOT);
    return fileSystem;
  }
}
