package io.jvisor.bench.result;

/**
 * Why there is no value.
 *
 * @param runtime the name of the runtime
 * @param trial what was tried
 * @param reason one line
 */
public record Failure(String runtime, String trial, String reason) {}
