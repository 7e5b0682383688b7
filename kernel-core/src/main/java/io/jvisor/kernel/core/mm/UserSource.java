package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.file.IoSource;
import java.lang.foreign.MemorySegment;

/**
 * Guest buffers that a write takes its bytes from. Made once for a task and set for each call, so
 * that a call allocates nothing.
 */
public final class UserSource extends IoSource {
  private final IoVector vector = new IoVector();
  private boolean faulted;

  /**
   * Takes one buffer, as {@code write(2)} has it. More than 0x7ffff000 bytes are cut to that.
   *
   * @return this
   * @throws ErrnoException {@code EFAULT} when the range is not in the guest's half
   */
  public UserSource set(UserMemory memory, long address, long length) throws ErrnoException {
    faulted = false;
    vector.set(memory, address, length);
    return this;
  }

  /**
   * Takes an array of {@code struct iovec}, as {@code writev(2)} has it.
   *
   * @return this
   * @throws ErrnoException {@code EINVAL} for more than 1024 buffers or a negative length, {@code
   *     EFAULT}
   */
  public UserSource setVector(UserMemory memory, long address, long count) throws ErrnoException {
    return setVector(memory, memory, address, count);
  }

  /**
   * As the other, with buffers in the memory of another process.
   *
   * @param array where the array is
   * @param buffers where the buffers are
   * @return this
   * @throws ErrnoException as the other
   */
  public UserSource setVector(UserMemory array, UserMemory buffers, long address, long count)
      throws ErrnoException {
    faulted = false;
    vector.setVector(array, buffers, address, count);
    return this;
  }

  @Override
  public long remaining() {
    return vector.remaining();
  }

  @Override
  public long get(MemorySegment target, long offset, long length) {
    long done = 0;
    faulted = false;
    while (done < length && vector.remaining() > 0) {
      long wanted = Math.min(length - done, vector.contiguous());
      long copied = vector.memory().tryRead(vector.address(), target, offset + done, wanted);
      vector.advance(copied);
      done += copied;
      if (copied < wanted) {
        faulted = true;
        break;
      }
    }
    return done;
  }

  @Override
  public boolean isFaulted() {
    return faulted;
  }

  @Override
  public void unget(long length) {
    vector.retreat(length);
  }
}
