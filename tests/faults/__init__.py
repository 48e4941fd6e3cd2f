"""The fault walk: every operation killed, starved and refused at the calls by which it reads and writes files.

`python -m tests.faults` walks all of them at every call; `tests/e2e/test_faults.py` a few of each.
"""
