package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.MountRequest;
import java.util.Map;

/**
 * The host's files: type {@code gofer}. Made by the launcher only, since its options name
 * descriptors of the kernel process:
 *
 * <ul>
 *   <li>{@code fd=N}: the socket to the gofer
 *   <li>{@code ro}: every change is refused
 *   <li>{@code cache=exclusive}: nobody else changes the files (the default); {@code cache=shared}:
 *       others do
 *   <li>{@code pages=N}: the most pages of files to keep, in units of 4 KiB
 * </ul>
 */
public final class GoferFileSystemType implements FileSystemType {
  /** A quarter of the memory file where the options do not say. */
  private static final int DEFAULT_SHARE = 4;

  @Override
  public String name() {
    return "gofer";
  }

  @Override
  public boolean isInternal() {
    return true;
  }

  @Override
  public FileSystem create(MountRequest request) throws ErrnoException {
    int socket = -1;
    boolean readOnly = false;
    boolean shared = false;
    long pages = request.environment().memory().totalFrames() / DEFAULT_SHARE;
    for (Map.Entry<String, String> option : request.options().entrySet()) {
      String value = option.getValue();
      switch (option.getKey()) {
        case "fd" -> socket = (int) number(value, Integer.MAX_VALUE);
        case "pages" -> pages = number(value, Long.MAX_VALUE);
        case "ro" -> readOnly = true;
        case "cache" ->
            shared =
                switch (value) {
                  case "shared" -> true;
                  case "exclusive" -> false;
                  default -> throw Errno.EINVAL.exception();
                };
        default -> throw Errno.EINVAL.exception();
      }
    }
    if (socket < 0) {
      throw Errno.EINVAL.exception();
    }
    return new GoferFileSystem(this, request.environment(), socket, shared, readOnly, pages);
  }

  private static long number(String text, long most) throws ErrnoException {
    try {
      long value = Long.parseLong(text);
      if (value >= 0 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // as for a number out of range
    }
    throw Errno.EINVAL.exception();
  }
}
