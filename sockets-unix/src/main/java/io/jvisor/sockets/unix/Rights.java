package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.file.FileDescription;

/**
 * Descriptions that a message passes: {@code SCM_RIGHTS}. Each has a reference that is the
 * message's.
 */
final class Rights {
  private final FileDescription[] files;

  /** The user whose account {@link InFlight} keeps. */
  private final int user;

  Rights(FileDescription[] files, int user) {
    this.files = files;
    this.user = user;
  }

  int count() {
    return files.length;
  }

  FileDescription file(int index) {
    return files[index];
  }

  int user() {
    return user;
  }

  /** The same descriptions with references of their own. */
  Rights copy() {
    for (FileDescription file : files) {
      file.retain();
    }
    return new Rights(files, user);
  }
}
