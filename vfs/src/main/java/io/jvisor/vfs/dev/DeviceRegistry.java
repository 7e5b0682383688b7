package io.jvisor.vfs.dev;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Services;
import io.jvisor.vfs.VfsPath;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The character devices that there are. */
public final class DeviceRegistry {
  private static final DeviceRegistry INSTANCE = new DeviceRegistry();

  private final Map<Long, CharacterDevice> devices = new TreeMap<>();

  private DeviceRegistry() {
    for (BasicDevice device : BasicDevice.values()) {
      devices.put(device.number(), device);
    }
    for (CharacterDevice device : Services.find(CharacterDevice.class)) {
      devices.put(device.number(), device);
    }
  }

  /** The devices of all modules. */
  public static DeviceRegistry instance() {
    return INSTANCE;
  }

  /** All devices, by number. */
  public Collection<CharacterDevice> devices() {
    return devices.values();
  }

  /**
   * Opens a device file.
   *
   * @throws ErrnoException {@code ENXIO} when there is no such device
   */
  public OpenFile open(
      FileSystemEnvironment environment, Task task, long number, VfsPath path, int flags)
      throws ErrnoException {
    CharacterDevice device = devices.get(number);
    if (device == null) {
      throw Errno.ENXIO.exception();
    }
    return device.open(environment, task, path, flags);
  }
}
