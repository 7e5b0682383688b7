package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the host answers when a file that has no extended attributes is asked for one: {@code
 * ENODATA} or {@code EOPNOTSUPP}, which depends on its file system, its type and the name alone.
 * {@code ls -l} asks so for every file.
 */
final class MissingAttributes {
  /** The most answers remembered; guests choose the names. */
  private static final int LIMIT = 256;

  private record Question(long device, int type, String name) {}

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final Map<Question, Errno> answers = new HashMap<>();

  /** The answer, or null when it has not been given yet. */
  Errno answer(long device, int type, String name) {
    lock.lock();
    try {
      return answers.get(new Question(device, type, name));
    } finally {
      lock.unlock();
    }
  }

  /** Remembers an answer, if it is one of the two. */
  void remember(long device, int type, String name, Errno answer) {
    if (answer != Errno.ENODATA && answer != Errno.EOPNOTSUPP) {
      return;
    }
    lock.lock();
    try {
      if (answers.size() < LIMIT) {
        answers.put(new Question(device, type, name), answer);
      }
    } finally {
      lock.unlock();
    }
  }
}
