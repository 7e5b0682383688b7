package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The kinds of file systems that a sandbox was assembled with: a service of the kernel. */
public final class FileSystemTypes {
  private final Map<String, FileSystemType> types = new TreeMap<>();

  /** These kinds, by name. */
  public FileSystemTypes(Collection<FileSystemType> types) {
    types.forEach(type -> this.types.put(type.name(), type));
  }

  /** All of them, internal ones too, by name. */
  public Collection<FileSystemType> all() {
    return types.values();
  }

  /**
   * The kind that a guest asks for.
   *
   * @throws ErrnoException {@code ENODEV} when there is none, or only the kernel may make it
   */
  public FileSystemType forGuests(String name) throws ErrnoException {
    FileSystemType type = types.get(name);
    if (type == null || type.isInternal()) {
      throw Errno.ENODEV.exception();
    }
    return type;
  }
}
