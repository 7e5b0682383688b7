"""Runs test modules of CPython's own suite and says how each test ended, one line each, on file descriptor 1:

    RESULT passed test.test_thread.LockTests.test_locks_ref

What the tests themselves print goes to the file descriptor 2. Arguments are those of `python3 -m test`.
"""

import os
import unittest


def report(results, how, test):
    name = test if isinstance(test, str) else test.id()
    os.write(results, f"RESULT {how} {name}\n".encode())


def listen(results):
    """Adds a line to what each kind of ending does; tests inherit none of it, as the descriptor closes on exec."""
    kind = unittest.TestResult
    endings = {
        "addSuccess": "passed",
        "addFailure": "failed",
        "addError": "error",
        "addSkip": "skipped",
        "addExpectedFailure": "passed",
        "addUnexpectedSuccess": "failed",
    }

    def telling(original, how):
        def ending(self, test, *rest):
            report(results, how, test)
            return original(self, test, *rest)

        return ending

    for method, how in endings.items():
        setattr(kind, method, telling(getattr(kind, method), how))

    add_sub_test = kind.addSubTest

    def sub_test(self, test, subtest, error):
        if error is not None:
            report(results, "failed", subtest)
        return add_sub_test(self, test, subtest, error)

    kind.addSubTest = sub_test


if __name__ == "__main__":
    listen(os.dup(1))
    os.dup2(2, 1)
    from test.libregrtest import main

    main()
