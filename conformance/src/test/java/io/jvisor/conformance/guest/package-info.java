/**
 * The differential suite: small C programs, each run on Linux and in the sandbox, whose output and
 * exit status must be the same.
 */
package io.jvisor.conformance.guest;
