package io.jvisor.platform.systrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No stub outlives its kernel, however that ends. */
class KilledKernelTest {
  @Test
  @Timeout(60)
  void killedKernelLeavesNoStub() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(path("java.class.path") + path("jdk.module.path") + testClasses());
    command.add(StubKeeper.class.getName());
    Process kernel =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader output = kernel.inputReader()) {
      assertEquals("ready", output.readLine());
      List<ProcessHandle> stubs = kernel.descendants().toList();
      assertFalse(stubs.isEmpty());
      kernel.destroyForcibly();
      for (ProcessHandle stub : stubs) {
        stub.onExit().get(20, TimeUnit.SECONDS);
      }
    } finally {
      kernel.destroyForcibly();
    }
  }

  private static String path(String property) {
    String value = System.getProperty(property, "");
    return value.isEmpty() ? "" : value + ":";
  }

  private static String testClasses() throws Exception {
    return java.nio.file.Path.of(
            StubKeeper.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }
}
