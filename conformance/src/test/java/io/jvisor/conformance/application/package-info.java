/** Real programs, from coreutils to compilers and interpreters, compared with Linux. */
package io.jvisor.conformance.application;
