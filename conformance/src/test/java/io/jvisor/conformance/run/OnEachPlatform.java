package io.jvisor.conformance.run;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that are run once on each of {@link Platforms#tested}; a field that is a {@link
 * org.junit.jupiter.params.Parameter} gets the {@link Sandbox}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@MethodSource("io.jvisor.conformance.run.Platforms#tested")
public @interface OnEachPlatform {}
