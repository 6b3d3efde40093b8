"""Fuzzing: every reader of strangers' bytes as a target, what guides a fuzzer to it, and what broke it once.

`targets` names the readers. `python -m tests.fuzz TARGET|all --seconds N` looks for inputs that break them, by atheris,
and keeps each in `seeds/`. `test_seeds` reads all of those again with every run of the tests.
"""
