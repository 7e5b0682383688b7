package io.jvisor.bench.section;

import io.jvisor.bench.process.Child;
import io.jvisor.bench.process.ProcessTree;
import io.jvisor.bench.runtime.Container;
import io.jvisor.bench.runtime.GuestRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A container in which processes sleep. Closing ends it. */
final class IdleContainer implements AutoCloseable {
  private static final int LIMIT_SECONDS = 60;
  private static final String READY = "ready";

  private final Container container;
  private final Child child;

  private IdleContainer(Container container) {
    this.container = container;
    this.child = container.command().start();
  }

  /**
   * Starts one, and waits until its processes are there.
   *
   * @param processes how many beside the first one
   */
  static IdleContainer start(Workbench workbench, GuestRuntime runtime, int processes)
      throws TrialException, InterruptedException {
    List<String> words = List.of(workbench.program("idle"), Integer.toString(processes));
    IdleContainer started = new IdleContainer(runtime.container(words));
    boolean isReady = false;
    try {
      started.awaitReady();
      isReady = true;
      return started;
    } finally {
      if (!isReady) {
        started.close();
      }
    }
  }

  /** Its processes on the host. */
  ProcessTree tree() {
    return new ProcessTree(child.process().toHandle());
  }

  @Override
  public void close() {
    child.end();
    container.close();
  }

  private void awaitReady() throws TrialException, InterruptedException {
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> line.complete(readLine()));
    try {
      String read = line.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!READY.equals(read)) {
        throw new TrialException("did not say that it is ready");
      }
    } catch (TimeoutException overdue) {
      throw new TrialException("did not start in time");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The first line of output; null when there is none. */
  private String readLine() {
    try {
      return new BufferedReader(new InputStreamReader(child.output(), StandardCharsets.UTF_8))
          .readLine();
    } catch (IOException closed) {
      return null;
    }
  }
}
