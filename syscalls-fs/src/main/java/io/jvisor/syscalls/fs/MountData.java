package io.jvisor.syscalls.fs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.MountFlags;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last argument of {@code mount(2)}: options between commas, at most a page of them.
 *
 * @param flags {@code MS_RDONLY} when {@code ro} is among them
 * @param options what the file system is told; a flag has an empty value
 */
record MountData(long flags, Map<String, String> options) {
  private static final int PAGE = 4096;

  /** Copies the options in; EINVAL without a NUL in a page. */
  static MountData read(UserMemory memory, long address) throws ErrnoException {
    if (address == 0) {
      return new MountData(0, Map.of());
    }
    String text = memory.readString(address, PAGE);
    if (text == null) {
      throw Errno.EINVAL.exception();
    }
    return parse(text);
  }

  /** Takes the options apart: those that every file system has are dealt with here. */
  static MountData parse(String text) {
    long flags = 0;
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : text.split(",", -1)) {
      switch (option) {
        case "ro" -> flags |= MountFlags.MS_RDONLY;
        case "rw" -> flags &= ~MountFlags.MS_RDONLY;
        case "", "sync", "async", "dirsync", "lazytime", "nolazytime", "mand", "nomand" -> {}
        default -> {
          int equals = option.indexOf('=');
          options.put(
              equals < 0 ? option : option.substring(0, equals),
              equals < 0 ? "" : option.substring(equals + 1));
        }
      }
    }
    return new MountData(flags, options);
  }
}
