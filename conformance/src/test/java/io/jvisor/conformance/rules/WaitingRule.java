package io.jvisor.conformance.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.MonitorInstruction;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Kernel code waits through the kernel's own wait queues and locks with java.util.concurrent: it
 * never sleeps, and uses no monitor.
 */
final class WaitingRule {

  private static final Set<String> MONITOR_METHODS = Set.of("wait", "notify", "notifyAll");

  private WaitingRule() {}

  /** No call of Thread.sleep. */
  static ArchRule neverSleeps() {
    return noClasses()
        .should()
        .callMethodWhere(
            describe(
                "the target is Thread.sleep",
                call ->
                    call.getTargetOwner().isAssignableTo(Thread.class)
                        && call.getTarget().getName().equals("sleep")))
        .because("a wait is for an event, and can be interrupted");
  }

  /** No Object.wait and its kin. */
  static ArchRule neverWaitsOnMonitors() {
    return noClasses()
        .should()
        .callMethodWhere(
            describe(
                "the target is Object.wait, notify or notifyAll",
                call ->
                    call.getTargetOwner().isEquivalentTo(Object.class)
                        && MONITOR_METHODS.contains(call.getTarget().getName())))
        .because("kernel code blocks through the kernel's own wait queues");
  }

  /** No synchronized method. */
  static ArchRule noSynchronizedMethods() {
    return noMethods()
        .should()
        .haveModifier(JavaModifier.SYNCHRONIZED)
        .because("locks are those of java.util.concurrent");
  }

  /** The methods that contain a synchronized block, which ArchUnit does not see. */
  static List<String> synchronizedBlocks(List<Path> classFiles) {
    return classFiles.stream()
        .map(WaitingRule::parse)
        .flatMap(
            type ->
                type.methods().stream()
                    .filter(WaitingRule::entersMonitor)
                    .map(
                        method ->
                            type.thisClass().asInternalName()
                                + "."
                                + method.methodName().stringValue()))
        .toList();
  }

  private static ClassModel parse(Path classFile) {
    try {
      return ClassFile.of().parse(classFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean entersMonitor(MethodModel method) {
    return method
        .code()
        .map(
            code ->
                code.elementStream()
                    .anyMatch(
                        element ->
                            element instanceof MonitorInstruction monitor
                                && monitor.opcode() == Opcode.MONITORENTER))
        .orElse(false);
  }
}
