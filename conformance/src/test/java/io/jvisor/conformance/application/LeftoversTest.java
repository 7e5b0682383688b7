package io.jvisor.conformance.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.jvisor.conformance.run.OnEachPlatform;
import io.jvisor.conformance.run.Sandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** A sandbox that ends, or is killed, leaves nothing on the host. */
@OnEachPlatform
final class LeftoversTest {

  @Parameter Sandbox sandbox;

  @Test
  void anEndedSandboxLeavesNothing() throws Exception {
    Set<String> mounts = mounts();
    Set<Path> files = temporaryFiles();
    Process process = started("echo ready; sleep 1000; exit 0");
    List<ProcessHandle> processes = process.descendants().toList();
    assertFalse(processes.isEmpty(), "a gofer and stubs");
    process.destroy(); // SIGTERM, which is forwarded
    process.waitFor();
    awaitEndOf(processes);
    assertEquals(mounts, mounts());
    assertEquals(files, temporaryFiles());
  }

  @Test
  void aKilledKernelLeavesNoProcess() throws Exception {
    Set<String> mounts = mounts();
    Process process = started("sleep 1000 & (while :; do :; done) & echo ready; wait");
    List<ProcessHandle> processes = process.descendants().toList();
    assertFalse(processes.isEmpty(), "a gofer and stubs");
    process.destroyForcibly().waitFor();
    awaitEndOf(processes);
    assertEquals(mounts, mounts());
  }

  /** Starts a shell script, and returns once it has printed a line. */
  private Process started(String script) throws IOException {
    Process process = sandbox.command(List.of("do", "--", "/bin/sh", "-c", script)).start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    assertEquals("ready", output.readLine());
    return process;
  }

  private static void awaitEndOf(List<ProcessHandle> processes) throws Exception {
    CompletableFuture.allOf(
            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
        .get(30, TimeUnit.SECONDS);
  }

  private static Set<String> mounts() throws IOException {
    return Set.copyOf(Files.readAllLines(Path.of("/proc/self/mounts")));
  }

  /** Files of ours in the folders for temporary files, whoever else uses those meanwhile. */
  private static Set<Path> temporaryFiles() throws IOException {
    try (Stream<Path> tmp = Files.list(Path.of("/tmp"));
        Stream<Path> run = Files.list(Path.of("/run"))) {
      return Stream.concat(tmp, run)
          .filter(file -> file.toString().contains("jvisor") || file.toString().contains("jffi"))
          .collect(Collectors.toSet());
    }
  }
}
