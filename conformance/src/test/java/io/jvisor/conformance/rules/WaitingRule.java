package io.jvisor.conformance.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Kernel code waits through the kernel's own wait queues and locks with java.util.concurrent: it
 * never sleeps, never waits on a monitor, and locks no more with monitors than it did.
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

  /** The classes with a synchronized method or block; ArchUnit does not see blocks. */
  static Set<String> monitorUsers(List<Path> classFiles) {
    Set<String> users = new TreeSet<>();
    for (Path file : classFiles) {
      ClassModel type = parse(file);
      if (type.methods().stream().anyMatch(WaitingRule::usesMonitor)) {
        users.add(type.thisClass().asInternalName().replace('/', '.'));
      }
    }
    return users;
  }

  private static ClassModel parse(Path classFile) {
    try {
      return ClassFile.of().parse(classFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean usesMonitor(MethodModel method) {
    if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
      return true;
    }
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
