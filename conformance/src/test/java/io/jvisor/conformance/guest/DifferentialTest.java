package io.jvisor.conformance.guest;

import io.jvisor.conformance.run.Linux;
import io.jvisor.conformance.run.OnEachPlatform;
import io.jvisor.conformance.run.OpenDifferences;
import io.jvisor.conformance.run.Outcome;
import io.jvisor.conformance.run.Sandbox;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/**
 * Every guest program does the same on Linux and in the sandbox. {@code -Dguest=pipe} runs those
 * whose name contains a text.
 */
@OnEachPlatform
@Execution(ExecutionMode.CONCURRENT)
final class DifferentialTest {

  @Parameter Sandbox sandbox;

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> sameAsLinux() {
    String wanted = System.getProperty("guest", "");
    return GuestPrograms.names().stream()
        .filter(name -> name.contains(wanted))
        .map(name -> DynamicTest.dynamicTest(name, () -> assertSame(name)));
  }

  private void assertSame(String name) {
    List<String> program = List.of(GuestPrograms.compile(name).toString());
    Outcome linux = Linux.run(program);
    OpenDifferences.assertSame(name, linux, sandbox.run(program));
  }
}
