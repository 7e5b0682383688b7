/**
 * The tests of jvisor as a whole: rules about the architecture ({@code rules}), guest programs that
 * must behave as on Linux ({@code guest}), and real applications ({@code application}). See
 * docs/testing.md.
 */
package io.jvisor.conformance;
