package io.jvisor.kernel.api.file;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;

/**
 * A terminal as job control sees it: the session that it controls, and the process group in the
 * foreground ({@code credentials(7)}, {@code tty_ioctl(4)}).
 *
 * <p>The kernel writes it, under the lock of its process tree; file systems read it.
 */
public abstract class TerminalControl {
  /** A process group that signals of the terminal go to. */
  public interface Foreground {
    /** Sends each process of it a signal. Any thread, without locks that a wake-up may need. */
    void signal(int signal);
  }

  /** A session that has a controlling terminal. */
  public interface Holder {
    /**
     * Takes the terminal away from all processes of the session and tells its leader, as a modem
     * that hangs up does. Any thread, without locks that a wake-up may need.
     */
    void hangUp(TerminalControl terminal);
  }

  private volatile long device;
  private volatile Holder session;
  private volatile Foreground foreground;

  /**
   * A terminal that controls no session.
   *
   * @param device its number as {@code makedev(3)} encodes it, which {@code /proc/PID/stat} shows
   */
  protected TerminalControl(long device) {
    this.device = device;
  }

  /**
   * Describes the terminal anew, as opening {@code /dev/tty} does.
   *
   * @param flags those of {@code open(2)}
   * @return a description with one reference, the caller's
   * @throws ErrnoException {@code EIO} when the terminal is gone, {@code EBUSY} when somebody has
   *     it for himself
   */
  public abstract FileDescription open(Task task, int flags) throws ErrnoException;

  /** Its device number. */
  public long device() {
    return device;
  }

  /** Gives it another number, before any process has it. */
  public void setDevice(long number) {
    device = number;
  }

  /** The session that it controls; null for none. */
  public Holder session() {
    return session;
  }

  /** Gives it to a session, or to none. */
  public void setSession(Holder newSession) {
    session = newSession;
    foreground = null;
  }

  /** The process group in the foreground; null for none. */
  public Foreground foreground() {
    return foreground;
  }

  /** Puts a process group in the foreground. */
  public void setForeground(Foreground group) {
    foreground = group;
  }

  /** Sends the foreground group a signal, as an interrupt character does. */
  public void signal(int signal) {
    Foreground group = foreground;
    if (group != null) {
      group.signal(signal);
    }
  }

  /**
   * {@code vhangup(2)}: takes the terminal away from its session. A kind of terminal that can also
   * cut its open descriptions off does. Any thread, without locks that a wake-up may need.
   */
  public void hangUp() {
    Holder holder = session;
    if (holder != null) {
      holder.hangUp(this);
    }
  }
}
