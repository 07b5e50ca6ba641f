"""The count for the closing line; the tests' own things are beside them."""

import os

_counts = {"passed": 0, "failed": 0}


def pytest_runtest_logreport(report):
    if report.failed:
        _counts["failed"] += 1
    elif report.passed and report.when == "call":
        _counts["passed"] += 1


def pytest_collectreport(report):
    if report.failed:
        _counts["failed"] += 1


def pytest_sessionfinish():
    if path := os.environ.get("SIGNALBOX_COUNTS"):
        with open(path, "a") as counts:
            counts.write(f"{_counts['passed']} {_counts['failed']}\n")
