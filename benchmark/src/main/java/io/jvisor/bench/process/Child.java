package io.jvisor.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process that leads a session. Closing kills its process group and every descendant; so does the
 * end of the benchmark, however it comes.
 */
public final class Child implements AutoCloseable {
  private static final Set<Child> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Child::killAll));
  }

  /** Set before the living are killed: who is born later is killed at birth. */
  private static volatile boolean isEnding;

  private final Process process;

  Child(Process process) {
    this.process = process;
    ALIVE.add(this);
    if (isEnding) {
      kill();
    }
  }

  /** The process. */
  public Process process() {
    return process;
  }

  /** What it writes to standard output. */
  public InputStream output() {
    return process.getInputStream();
  }

  /** What it writes to standard error. */
  public InputStream error() {
    return process.getErrorStream();
  }

  @Override
  public void close() {
    end();
  }

  /** Kills what is left, and waits for its end. */
  public void end() {
    if (ALIVE.remove(this)) {
      kill();
      process.onExit().join();
    }
  }

  private static void killAll() {
    isEnding = true;
    List.copyOf(ALIVE).forEach(Child::kill);
  }

  private void kill() {
    // Some lead a session of their own.
    List<ProcessHandle> descendants = process.descendants().toList();
    try {
      // The shell's own kill, as all shells write it: Java knows no process groups.
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -9 -" + process.pid() + " 2>/dev/null").start();
      kill.onExit().join();
    } catch (IOException noShell) {
      // The leader and its descendants end all the same.
    }
    // By its handle: Process.destroyForcibly would throw away what is still to be read.
    process.toHandle().destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }
}
